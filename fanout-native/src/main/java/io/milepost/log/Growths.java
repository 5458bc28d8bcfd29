package io.milepost.log;

import io.milepost.channel.StreamSpec;
import io.milepost.log.Topics.Found;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What nodes have seen of topics that got more partitions, told to each other: Kafka keeps it as the metadata of committed offsets, of
 * a group that has no members. Nothing else depends on it: where Kafka cannot keep it, that is said once, and tried again later.
 * Used by the topic watch's thread alone.
 */
final class Growths {
    /** Whose offsets they are. */
    static final String GROUP = "milepost.growth";

    private static final Logger log = LoggerFactory.getLogger(Growths.class);

    private static final int PATIENCE_MS = 3_000;
    /** At the start, when the group's coordinator may be moving or busy: without an answer nobody is given what lies in between. */
    private static final int FIRST_TRIES = 5;
    /** After a failure that may pass. */
    private static final long AGAIN = Duration.ofSeconds(10).toNanos();
    /** After one that stays; and after the start, since others may have been about to say what they saw. */
    private static final long SOON = Duration.ofMinutes(1).toNanos();
    /** Kafka forgets offsets that nobody has committed for seven days, if nothing else is set. */
    private static final long RENEWAL = Duration.ofDays(1).toNanos();

    private final Admin admin;
    private Map<StreamSpec, Growth> told = Map.of();
    private long due = System.nanoTime();
    private int tries = FIRST_TRIES;
    private boolean begun;
    private boolean failing;

    Growths(Admin admin) {
        this.admin = admin;
    }

    /**
     * Tells the others what this node has seen, if it is news or was told long ago, and asks what they have seen.
     *
     * @return what they have, by stream; nothing if it was not asked, or cannot be known now
     */
    Map<StreamSpec, Growth> exchange(Topology topology, List<Found> topics) {
        Map<StreamSpec, Growth> seen = new HashMap<>();
        topics.forEach(topic -> seen.put(topic.stream(), topology.growth(topic.stream())));
        seen.values().removeIf(growth -> growth.steps().size() < 2);
        long now = System.nanoTime();
        boolean isNews = !seen.equals(told) && !failing;
        if (now - due < 0 && !isNews) {
            return Map.of();
        }
        try {
            Map<StreamSpec, Growth> others = read(topics);
            tell(seen, others, topics);
            told = seen;
            due = now + (begun ? RENEWAL : SOON);
            begun = true;
            failing = false;
            tries = 1;
            return others;
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            boolean passes = e instanceof RetriableException;
            if (passes && --tries > 0) {
                return exchange(topology, topics);
            }
            sayOnce(e);
            tries = 1;
            due = now + (passes ? AGAIN : SOON);
            return Map.of();
        }
    }

    private Map<StreamSpec, Growth> read(List<Found> topics) {
        Map<TopicPartition, OffsetAndMetadata> texts = Topics.await(
                admin.listConsumerGroupOffsets(GROUP, new ListConsumerGroupOffsetsOptions().timeoutMs(PATIENCE_MS))
                        .partitionsToOffsetAndMetadata());
        Map<StreamSpec, Growth> growths = new HashMap<>();
        topics.forEach(topic -> growths.put(topic.stream(), growth(topic, texts)));
        return growths;
    }

    private static Growth growth(Found topic, Map<TopicPartition, OffsetAndMetadata> all) {
        Map<Integer, String> texts = new HashMap<>();
        for (int partition = 0; partition < topic.partitions(); partition++) {
            OffsetAndMetadata text = all.get(new TopicPartition(topic.stream().topic(), partition));
            if (text != null) {
                texts.put(partition, text.metadata());
            }
        }
        try {
            return GrowthText.read(topic.topicHash(), texts);
        } catch (IllegalArgumentException e) {
            log.warn(
                    "what group {} holds of the growth of topic {} is not understood: {}",
                    GROUP,
                    topic.stream().topic(),
                    e.getMessage());
            return Growth.NONE;
        }
    }

    private void tell(Map<StreamSpec, Growth> seen, Map<StreamSpec, Growth> others, List<Found> topics) {
        Map<TopicPartition, OffsetAndMetadata> texts = new HashMap<>();
        for (Found topic : topics) {
            Growth growth = seen.get(topic.stream());
            if (growth != null) {
                GrowthText.write(topic.topicHash(), growth.and(others.getOrDefault(topic.stream(), Growth.NONE)))
                        .forEach((partition, text) -> texts.put(
                                new TopicPartition(topic.stream().topic(), partition), new OffsetAndMetadata(0, text)));
            }
        }
        if (!texts.isEmpty()) {
            Topics.await(admin.alterConsumerGroupOffsets(
                            GROUP, texts, new AlterConsumerGroupOffsetsOptions().timeoutMs(PATIENCE_MS))
                    .all());
        }
    }

    private void sayOnce(KafkaException e) {
        if (!failing) {
            failing = true;
            log.warn(
                    "how topics got more partitions cannot be told to nodes that start later, nor asked of others; this one needs READ on group {}: {}",
                    GROUP,
                    e.toString());
        }
    }
}
