package io.milepost.fanout.runtime;

import io.milepost.fanout.runtime.SinkConfig.Start;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds where the reading of partitions begins. Confined to the driver. */
final class Places {
    private static final Logger log = LoggerFactory.getLogger(Places.class);

    private final String name;
    private final Start start;
    private final KafkaConsumer<byte[], ByteBuffer> consumer;
    private final Admin admin;
    private final FanoutMeters meters;
    private final Set<String> old;

    /**
     * Finds places for one group.
     *
     * @param old the topics that were there when the fan-out started: of one made since then, nothing lies before its start
     */
    Places(
            String name,
            Start start,
            Set<String> old,
            KafkaConsumer<byte[], ByteBuffer> consumer,
            Admin admin,
            FanoutMeters meters) {
        this.meters = meters;
        this.name = name;
        this.start = start;
        this.old = old;
        this.consumer = consumer;
        this.admin = admin;
    }

    /**
     * Begins to read partitions where the group has got to.
     *
     * @throws KafkaException if Kafka does not say; nothing has changed then
     */
    List<Progress> begin(Collection<TopicPartition> assigned) {
        Map<String, TopicDescription> topics =
                describe(assigned.stream().map(TopicPartition::topic).collect(Collectors.toSet()));
        Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
        for (TopicDescription topic : topics.values()) {
            committed.putAll(committed(topic));
        }
        Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(assigned);
        Map<TopicPartition, Long> ends = consumer.endOffsets(assigned);
        List<Progress> begun = new ArrayList<>();
        for (TopicPartition partition : assigned) {
            begun.add(progress(
                    partition,
                    Objects.requireNonNull(topics.get(partition.topic())).topicId(),
                    committed.get(partition),
                    beginnings.getOrDefault(partition, 0L),
                    ends.getOrDefault(partition, Long.MAX_VALUE)));
        }
        for (Progress progress : begun) {
            consumer.seek(progress.partition, progress.from());
        }
        return begun;
    }

    private Progress progress(
            TopicPartition partition, Uuid id, @Nullable OffsetAndMetadata committed, long beginning, long end) {
        if (committed == null) {
            log.info("{}: {} is new to the group and is read from its beginning", name, partition);
            return new Progress(partition, id, beginning, new BitSet());
        }
        Finished finished = Finished.read(committed);
        long offset = committed.offset();
        if (!finished.topicId().equals(Uuid.ZERO_UUID) && !finished.topicId().equals(id)) {
            log.error(
                    "{}: {} is another topic than the one read before and is read from its beginning", name, partition);
            return new Progress(partition, id, beginning, new BitSet());
        }
        if (offset < beginning) {
            log.error("{}: {} records of {} were deleted before they were read", name, beginning - offset, partition);
            meters.lost(beginning - offset);
            return new Progress(partition, id, beginning, new BitSet());
        }
        if (offset > end) {
            log.error("{}: {} was cut short by {} records; it is read from its end", name, partition, offset - end);
            meters.lost(offset - end);
            return new Progress(partition, id, end, new BitSet());
        }
        return new Progress(partition, id, offset, finished.above());
    }

    /**
     * What the group has committed of a topic. If that is nothing, the group begins with it here: where that is is committed
     * for all of its partitions at once, so that nobody takes the others for partitions that were added later.
     */
    private Map<TopicPartition, OffsetAndMetadata> committed(TopicDescription topic) {
        Set<TopicPartition> partitions = IntStream.range(0, topic.partitions().size())
                .mapToObj(number -> new TopicPartition(topic.name(), number))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
        consumer.committed(partitions).forEach((partition, offset) -> {
            if (offset != null) {
                committed.put(partition, offset);
            }
        });
        if (committed.isEmpty()) {
            String metadata = new Finished(topic.topicId(), new BitSet()).write();
            boolean skips = start == Start.LATEST && old.contains(topic.name());
            Map<TopicPartition, Long> offsets =
                    skips ? consumer.endOffsets(partitions) : consumer.beginningOffsets(partitions);
            offsets.forEach((partition, offset) -> committed.put(partition, new OffsetAndMetadata(offset, metadata)));
            consumer.commitSync(committed);
            log.info(
                    "{}: begins with {} {}",
                    name,
                    skips ? "what is written from now on to" : "everything in",
                    topic.name());
        }
        return committed;
    }

    private Map<String, TopicDescription> describe(Set<String> names) {
        try {
            return admin.describeTopics(names).allTopicNames().get(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException known ? known : new KafkaException(e.getCause());
        } catch (TimeoutException e) {
            throw new org.apache.kafka.common.errors.TimeoutException(e);
        }
    }
}
