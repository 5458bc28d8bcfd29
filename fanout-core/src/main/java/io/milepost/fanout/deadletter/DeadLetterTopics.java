package io.milepost.fanout.deadletter;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

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
        for (String name : List.of(dead, retry)) {
            if (!exists(admin, name)) {
                int partitions = name.equals(retry) ? RETRY_PARTITIONS : PARTITIONS;
                make(admin, new NewTopic(name, partitions, replicas).configs(settings));
            }
        }
    }

    private static boolean exists(Admin admin, String name) {
        try {
            admin.describeTopics(List.of(name)).allTopicNames().get();
            return true;
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return false;
            }
            throw known(e);
        }
    }

    private static void make(Admin admin, NewTopic topic) {
        try {
            admin.createTopics(List.of(topic)).all().get();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw known(e);
            }
        }
    }

    private static KafkaException known(ExecutionException e) {
        return e.getCause() instanceof KafkaException known ? known : new KafkaException(e.getCause());
    }
}
