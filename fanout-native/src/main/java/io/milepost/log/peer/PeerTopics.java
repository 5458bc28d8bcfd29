package io.milepost.log.peer;

import java.time.Duration;
import java.util.Map;

/**
 * The topics by which nodes speak with each other, of one partition each.
 *
 * @param presence where each says who is there
 * @param signals where they pass on what is only for those who are there
 */
public record PeerTopics(String presence, String signals) {
    /** The usual names. */
    public static final PeerTopics DEFAULTS = new PeerTopics("milepost.presence", "milepost.signals");

    /** For how long what a node has said is read by those that start. */
    static final Duration RECENT = Duration.ofMinutes(5);

    private static final Duration KEPT = Duration.ofMinutes(10);

    /** Kafka's settings of both. Their time is the broker's, which is the clock that leases run by. */
    public static Map<String, String> settings() {
        String kept = Long.toString(KEPT.toMillis());
        return Map.of(
                "cleanup.policy",
                "delete",
                "message.timestamp.type",
                "LogAppendTime",
                "retention.ms",
                kept,
                "segment.ms",
                kept);
    }
}
