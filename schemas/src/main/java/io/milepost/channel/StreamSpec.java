package io.milepost.channel;

import java.util.Objects;
import java.util.Set;

/**
 * A Kafka topic that clients may follow.
 *
 * @param name what publishers call it
 * @param topic the Kafka topic that holds its records
 * @param template how a record's key becomes the name of its channel
 * @param defaultType the event type of a record that carries bare JSON and no CloudEvents headers
 * @param delivery whether every event counts or only the newest
 * @param isPublic whether Pusher clients see it without {@code private-} or {@code presence-}
 * @param types the event types besides that its service alone publishes on its channels, but for those that {@code publish}
 *     names; {@code *} for all
 * @param publish the event types that clients may publish to it; {@code *} for all
 * @param signal the event types that clients may send to those who are there, without a trace; {@code *} for all
 * @param partitioning in which partitions the records of a key lie
 */
public record StreamSpec(
        String name,
        String topic,
        ChannelTemplate template,
        String defaultType,
        Delivery delivery,
        boolean isPublic,
        Set<String> types,
        Set<String> publish,
        Set<String> signal,
        Partitioning partitioning) {
    private static final String ANY = "*";

    /** Which of a stream's events a subscriber gets. */
    public enum Delivery {
        /** Every one, in order. */
        ALL,
        /** The newest one for each channel, type and subject. */
        LATEST
    }

    /** Where a stream's records lie. */
    public enum Partitioning {
        /** Those of a key in the partition that Kafka's default partitioner gives to it, see {@link KeyPartition}. */
        KEY,
        /** Anywhere: by another hash, by hand, or in turn. A channel's events are in order within each partition alone. */
        ANY
    }

    /** A stream whose records lie in their keys' partitions. */
    public StreamSpec(
            String name,
            String topic,
            ChannelTemplate template,
            String defaultType,
            Delivery delivery,
            boolean isPublic,
            Set<String> types,
            Set<String> publish,
            Set<String> signal) {
        this(name, topic, template, defaultType, delivery, isPublic, types, publish, signal, Partitioning.KEY);
    }

    /** A stream to which clients publish nothing, and which has no types but its default one. */
    public StreamSpec(
            String name,
            String topic,
            ChannelTemplate template,
            String defaultType,
            Delivery delivery,
            boolean isPublic) {
        this(name, topic, template, defaultType, delivery, isPublic, Set.of(), Set.of(), Set.of());
    }

    /** Refuses nulls and copies the sets. */
    public StreamSpec {
        types = Set.copyOf(types);
        publish = Set.copyOf(publish);
        signal = Set.copyOf(signal);
        Objects.requireNonNull(name);
        Objects.requireNonNull(topic);
        Objects.requireNonNull(template);
        Objects.requireNonNull(defaultType);
        Objects.requireNonNull(delivery);
        Objects.requireNonNull(partitioning);
    }

    /** A stream whose topic bears its own name, delivered whole. */
    public static StreamSpec of(String name, String template, String defaultType) {
        return new StreamSpec(name, name, ChannelTemplate.of(template), defaultType, Delivery.ALL, false);
    }

    /** The same stream, of which only the newest events count. */
    public StreamSpec latest() {
        return new StreamSpec(
                name, topic, template, defaultType, Delivery.LATEST, isPublic, types, publish, signal, partitioning);
    }

    /** The same stream, to which clients may publish and signal events of these types. */
    public StreamSpec open(Set<String> toPublish, Set<String> toSignal) {
        return new StreamSpec(
                name, topic, template, defaultType, delivery, isPublic, types, toPublish, toSignal, partitioning);
    }

    /** The same stream, whose service also writes events of these types. */
    public StreamSpec with(String... more) {
        return new StreamSpec(
                name, topic, template, defaultType, delivery, isPublic, Set.of(more), publish, signal, partitioning);
    }

    /** The same stream, whose records may lie in any partition. */
    public StreamSpec spread() {
        return new StreamSpec(
                name, topic, template, defaultType, delivery, isPublic, types, publish, signal, Partitioning.ANY);
    }

    /** Whether the records of a key may lie in any partition. */
    public boolean isSpread() {
        return partitioning == Partitioning.ANY;
    }

    /** Whether events of this type are its service's own: its default type, or one of {@link #types}. */
    public boolean owns(String type) {
        return defaultType.equals(type) || types.contains(type) || types.contains(ANY);
    }

    /** Whether clients may publish events of this type to it. */
    public boolean takes(String type) {
        return publish.contains(type) || publish.contains(ANY);
    }

    /** Whether clients may signal events of this type on its channels. */
    public boolean takesSignal(String type) {
        return signal.contains(type) || signal.contains(ANY);
    }

    /** Whether this is the stream of what is published to a channel by name. */
    public boolean isCatchAll() {
        return template.isCatchAll();
    }
}
