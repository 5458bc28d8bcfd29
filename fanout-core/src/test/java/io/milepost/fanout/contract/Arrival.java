package io.milepost.fanout.contract;

/**
 * An event that a far side has taken.
 *
 * @param key the key of its record
 * @param id the event's id
 */
public record Arrival(String key, String id) {}
