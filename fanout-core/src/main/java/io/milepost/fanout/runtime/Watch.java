package io.milepost.fanout.runtime;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * Asks Kafka now and then where the partitions end, and whether the topics are still the same, without waiting for it.
 * Confined to the driver, which hears the answers by its mailbox.
 */
final class Watch {
    private static final long EVERY = TimeUnit.SECONDS.toNanos(3);

    private final Admin admin;
    private final Mailbox mailbox;
    private final String always;
    private long asked = System.nanoTime() - EVERY;
    private volatile @Nullable String trouble;

    /**
     * Asks nothing yet.
     *
     * @param always a topic that is asked for whatever is read: a consumer is silent when Kafka is
     */
    Watch(Admin admin, Mailbox mailbox, String always) {
        this.always = always;
        this.admin = admin;
        this.mailbox = mailbox;
    }

    /**
     * Asks, if it is time.
     *
     * @param partitions what is read
     * @param another told of each topic whose id is not what it was
     */
    void run(long now, Map<TopicPartition, Progress> partitions, Consumer<String> another) {
        if (now - asked < EVERY) {
            return;
        }
        asked = now;
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        Set<String> topics = new TreeSet<>(Set.of(always));
        partitions.keySet().forEach(partition -> {
            ends.put(partition, OffsetSpec.latest());
            topics.add(partition.topic());
        });
        admin.listOffsets(ends, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                .all()
                .whenComplete((found, failure) -> {
                    if (failure == null) {
                        mailbox.post(() -> found.forEach((partition, end) -> end(partitions.get(partition), end)));
                    }
                });
        admin.describeTopics(topics).allTopicNames().whenComplete((found, failure) -> {
            // A broker may not know a new topic yet, or one may have gone: that is an answer, too.
            trouble = failure == null || isUnknownTopic(failure)
                    ? null
                    : failure.getClass().getSimpleName();
            if (failure == null) {
                mailbox.post(() -> found.values().forEach(topic -> compare(topic, partitions, another)));
            }
        });
    }

    /** Why Kafka has not said what the topics are, if it has not. Any thread. */
    @Nullable
    String trouble() {
        return trouble;
    }

    private static boolean isUnknownTopic(Throwable failure) {
        return failure instanceof UnknownTopicOrPartitionException
                || failure.getCause() instanceof UnknownTopicOrPartitionException;
    }

    private static void end(@Nullable Progress progress, ListOffsetsResultInfo end) {
        if (progress != null) {
            progress.end = end.offset();
        }
    }

    private static void compare(
            TopicDescription topic, Map<TopicPartition, Progress> partitions, Consumer<String> another) {
        boolean same = partitions.values().stream()
                .filter(progress -> progress.partition.topic().equals(topic.name()))
                .allMatch(progress -> progress.topicId.equals(topic.topicId()));
        if (!same) {
            another.accept(topic.name());
        }
    }
}
