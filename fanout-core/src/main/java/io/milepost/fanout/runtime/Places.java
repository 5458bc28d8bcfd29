package io.milepost.fanout.runtime;

import io.milepost.fanout.runtime.SinkConfig.Start;
import java.nio.ByteBuffer;
import java.time.Duration;
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
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds where the reading of partitions begins. Confined to the driver. */
final class Places {
    private static final Logger log = LoggerFactory.getLogger(Places.class);

    /** For each answer: the driver has other partitions to go on with. */
    private static final Duration WAIT = Duration.ofSeconds(10);

    private final String name;
    private final SinkConfig config;
    private final KafkaConsumer<byte[], ByteBuffer> consumer;
    private final Admin admin;
    private final FanoutMeters meters;

    /** The topics there were at the start. */
    private final Map<String, Uuid> known = new HashMap<>();

    private boolean settled;

    Places(
            String name,
            SinkConfig config,
            KafkaConsumer<byte[], ByteBuffer> consumer,
            Admin admin,
            FanoutMeters meters) {
        this.meters = meters;
        this.name = name;
        this.config = config;
        this.consumer = consumer;
        this.admin = admin;
    }

    /**
     * Notes which topics there are at the start.
     *
     * @throws KafkaException if Kafka does not say
     */
    void look(Collection<String> names) {
        describe(names).forEach((name, topic) -> known.put(name, topic.topicId()));
    }

    /**
     * Whether a group that has read nothing of a topic begins with what is written from now on. All of a topic that was not
     * there at the start is, and what was sent again to this sink is nothing to pass over.
     */
    private boolean isFromNowOn(TopicDescription topic) {
        return config.start() == Start.LATEST
                && topic.topicId().equals(known.get(topic.name()))
                && !topic.name().equals(config.topics().retry());
    }

    /**
     * Begins to read partitions where the group has got to, without those of topics that are not there any more. The first
     * time, the group also takes its place in all topics there were at the start: they may be assigned one after another.
     *
     * @throws KafkaException if Kafka does not say; nothing has changed then
     */
    List<Progress> begin(Collection<TopicPartition> assigned) {
        Set<String> names = assigned.stream().map(TopicPartition::topic).collect(Collectors.toSet());
        if (!settled) {
            names.addAll(known.keySet());
        }
        Map<String, TopicDescription> topics = describe(names);
        Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
        for (TopicDescription topic : topics.values()) {
            committed.putAll(committed(topic));
        }
        settled = true;
        List<TopicPartition> there = assigned.stream()
                .filter(partition -> topics.containsKey(partition.topic()))
                .toList();
        Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(there, WAIT);
        Map<TopicPartition, Long> ends = consumer.endOffsets(there, WAIT);
        List<Progress> begun = new ArrayList<>();
        for (TopicPartition partition : there) {
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
            BitSet above = finished.above();
            int gone = (int) Math.min(beginning - offset, above.length());
            long lost = beginning - offset - above.get(0, gone).cardinality();
            log.error("{}: {} records of {} were deleted before they were read", name, lost, partition);
            meters.lost(lost);
            return new Progress(partition, id, beginning, above.get(gone, above.length()));
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
        consumer.committed(partitions, WAIT).forEach((partition, offset) -> {
            if (offset != null) {
                committed.put(partition, offset);
            }
        });
        if (committed.isEmpty()) {
            String metadata = new Finished(topic.topicId(), new BitSet()).write();
            boolean fromNowOn = isFromNowOn(topic);
            Map<TopicPartition, Long> offsets =
                    fromNowOn ? consumer.endOffsets(partitions, WAIT) : consumer.beginningOffsets(partitions, WAIT);
            offsets.forEach((partition, offset) -> committed.put(partition, new OffsetAndMetadata(offset, metadata)));
            consumer.commitSync(committed, WAIT);
            log.info(
                    "{}: begins with {} {}",
                    name,
                    fromNowOn ? "what is written from now on to" : "everything in",
                    topic.name());
        }
        return committed;
    }

    /** What Kafka says of topics, but of those that do not exist. */
    private Map<String, TopicDescription> describe(Collection<String> names) {
        Map<String, TopicDescription> described = new HashMap<>();
        admin.describeTopics(names).topicNameValues().forEach((name, topic) -> {
            try {
                described.put(name, get(topic));
            } catch (UnknownTopicOrPartitionException e) {
                // It may come, or has gone.
            }
        });
        return described;
    }

    private static <T> T get(KafkaFuture<T> answer) {
        try {
            return answer.get(WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException known ? known : new KafkaException(e.getCause());
        } catch (TimeoutException e) {
            throw new org.apache.kafka.common.errors.TimeoutException(e);
        }
    }
}
