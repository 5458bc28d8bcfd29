package io.milepost.fanout.deadletter;

import io.milepost.fanout.topic.MadeTopic;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;

/**
 * The two topics of what a sink would not take.
 *
 * @param dead where it is put aside
 * @param retry where it is put to be tried again by the sink it names
 * @param replicas copies of the topics if they have to be made; -1 for the broker's default
 */
public record DeadLetterTopics(String dead, String retry, short replicas) {
    /** The usual names. */
    public static final DeadLetterTopics DEFAULTS = new DeadLetterTopics("milepost.dlq", "milepost.retry", (short) -1);

    /** Bytes that a record there may have: one that filled its own topic's bound, and why it was put aside. */
    public static final int LARGEST = 8 << 20;

    private static final int PARTITIONS = 3;

    /** Kafka shares out partitions by number: were there many of this idle topic, an instance could get nothing else. */
    private static final int RETRY_PARTITIONS = 1;

    private static final Duration KEPT = Duration.ofDays(30);

    /**
     * Makes those that do not exist, kept for thirty days: a topic that the broker made by itself might keep less. Where both
     * exist, nothing more is asked of Kafka than to describe them.
     */
    public void make(Admin admin) {
        Map<String, String> settings = Map.of(
                "retention.ms", Long.toString(KEPT.toMillis()),
                "max.message.bytes", Integer.toString(LARGEST));
        new MadeTopic(dead, PARTITIONS, replicas, settings).make(admin);
        new MadeTopic(retry, RETRY_PARTITIONS, replicas, settings).make(admin);
    }
}
