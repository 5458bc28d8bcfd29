package io.milepost.log;

import io.milepost.log.LogConfig.TopicDefaults;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The topic that revocations are published to: the newest of each key is kept, for eight days. A token that lives longer
 * than that is good again afterwards.
 */
public final class RevocationTopic {
    /** How long Kafka keeps a revocation. */
    public static final Duration KEPT = Duration.ofDays(8);

    private final Map<String, Object> kafka;
    private final String name;
    private final Optional<TopicDefaults> missing;

    /**
     * The topic of this name.
     *
     * @param kafka settings for a Kafka client
     * @param missing how to make it if it does not exist; empty to report that instead
     */
    public RevocationTopic(Map<String, Object> kafka, String name, Optional<TopicDefaults> missing) {
        this.kafka = Map.copyOf(kafka);
        this.name = name;
        this.missing = missing;
    }

    /** Publishes a revocation and returns when Kafka has it. */
    public void revoke(Revocation revocation) {
        named(name).send(kafka, missing, revocation.key(), revocation.value());
    }

    /** Publishes that something is revoked no longer and returns when Kafka has it. */
    public void lift(Revocation.Subject subject, String id) {
        named(name).send(kafka, missing, subject.key(id), null);
    }

    static OwnTopic named(String name) {
        return new OwnTopic(
                name,
                Map.of(
                        "cleanup.policy",
                        "compact,delete",
                        "message.timestamp.type",
                        "LogAppendTime",
                        "retention.ms",
                        Long.toString(KEPT.toMillis()),
                        "segment.ms",
                        Long.toString(Duration.ofDays(1).toMillis())));
    }
}
