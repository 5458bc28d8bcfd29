package io.milepost.producer;

/**
 * An event that Kafka has, on all in-sync replicas.
 *
 * @param id the event's
 * @param offset its place in the partition
 */
public record Published(String id, String topic, int partition, long offset) {}
