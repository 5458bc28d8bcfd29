package io.milepost.launcher.capacity;

/**
 * What a cluster has to carry.
 *
 * @param connections with one subscription each
 * @param events written to all topics in a second
 * @param readers connections that get an event, on average; a channel of more than 1,000 has its members counted, not named
 * @param eventBytes of an event's record on Kafka
 * @param frameBytes of an event's frame
 * @param presence whether the nodes tell each other who is there
 */
public record Load(long connections, double events, double readers, int eventBytes, int frameBytes, boolean presence) {
    /** Above so many members presence tells numbers alone: the default of {@code presence.named}. */
    private static final int NAMED = 1_000;

    /** Events handed to sockets in a second. */
    double deliveries() {
        return events * readers;
    }

    /** Members that every node knows by name. */
    double members() {
        return presence && readers <= NAMED ? connections : 0;
    }

    /** Bytes that are written to the topics in a second, before they are copied. */
    double topicBytes() {
        return events * eventBytes + members() * Constant.MEMBER_BYTES.value() / Constant.MEMBER_EVERY.value();
    }
}
