package io.milepost.channel;

import java.util.Objects;

/**
 * A Kafka topic that clients may follow.
 *
 * @param name what publishers call it
 * @param topic the Kafka topic that holds its records
 * @param template how a record's key becomes the name of its channel
 * @param defaultType the event type of a record that carries bare JSON and no CloudEvents headers
 * @param delivery whether every event counts or only the newest
 * @param isPublic whether Pusher clients see it without {@code private-} or {@code presence-}
 */
public record StreamSpec(
        String name, String topic, ChannelTemplate template, String defaultType, Delivery delivery, boolean isPublic) {

    /** Which of a stream's events a subscriber gets. */
    public enum Delivery {
        /** Every one, in order. */
        ALL,
        /** The newest one for each channel, type and subject. */
        LATEST
    }

    /** Refuses nulls. */
    public StreamSpec {
        Objects.requireNonNull(name);
        Objects.requireNonNull(topic);
        Objects.requireNonNull(template);
        Objects.requireNonNull(defaultType);
        Objects.requireNonNull(delivery);
    }

    /** A stream whose topic bears its own name, delivered whole. */
    public static StreamSpec of(String name, String template, String defaultType) {
        return new StreamSpec(name, name, ChannelTemplate.of(template), defaultType, Delivery.ALL, false);
    }

    /** The same stream, of which only the newest events count. */
    public StreamSpec latest() {
        return new StreamSpec(name, topic, template, defaultType, Delivery.LATEST, isPublic);
    }

    /** Whether this is the stream of what is published to a channel by name. */
    public boolean isCatchAll() {
        return template.isCatchAll();
    }
}
