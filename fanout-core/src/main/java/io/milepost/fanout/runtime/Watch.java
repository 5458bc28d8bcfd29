package io.milepost.fanout.runtime;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * Asks Kafka now and then where the partitions end, and whether the topics are still the same, without waiting for it.
 * Confined to the driver, which hears the answers by its mailbox.
 */
final class Watch {
    private static final long EVERY = TimeUnit.SECONDS.toNanos(3);

    private final Admin admin;
    private final Mailbox mailbox;
    private long asked = System.nanoTime() - EVERY;

    Watch(Admin admin, Mailbox mailbox) {
        this.admin = admin;
        this.mailbox = mailbox;
    }

    /**
     * Asks, if it is time.
     *
     * @param partitions what is read
     * @param another told of each topic whose id is not what it was
     */
    void run(long now, Map<TopicPartition, Progress> partitions, BiConsumer<String, Uuid> another) {
        if (now - asked < EVERY || partitions.isEmpty()) {
            return;
        }
        asked = now;
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        Set<String> topics = new TreeSet<>();
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
            if (failure == null) {
                mailbox.post(() -> found.values().forEach(topic -> compare(topic, partitions, another)));
            }
        });
    }

    private static void end(@Nullable Progress progress, ListOffsetsResultInfo end) {
        if (progress != null) {
            progress.end = end.offset();
        }
    }

    private static void compare(
            TopicDescription topic, Map<TopicPartition, Progress> partitions, BiConsumer<String, Uuid> another) {
        boolean same = partitions.values().stream()
                .filter(progress -> progress.partition.topic().equals(topic.name()))
                .allMatch(progress -> progress.topicId.equals(topic.topicId()));
        if (!same) {
            another.accept(topic.name(), topic.topicId());
        }
    }
}
