package io.milepost.console.kafka;

import io.milepost.fanout.topic.Consumers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Reads parts of topics for somebody who waits. Confined to one thread, which it blocks. */
public final class Scan implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final long FIRST_WINDOW = 500;
    private static final long NEWEST = 3_000;
    private static final long WIDEST_WINDOW = 8_000;

    private final KafkaConsumer<byte[], ByteBuffer> consumer;

    /** Connects when it is first asked. */
    public Scan(Map<String, Object> kafka) {
        consumer = Consumers.open(Clients.impatient(kafka), 1_000, "milepost-console");
    }

    /** What became of a look backwards. */
    public record Found(Optional<ConsumerRecord<byte[], ByteBuffer>> record, boolean complete) {}

    /** The partitions of a topic; none if it does not exist. */
    public List<TopicPartition> partitions(String topic) {
        try {
            List<PartitionInfo> infos = consumer.partitionsFor(topic);
            return infos == null
                    ? List.of()
                    : infos.stream()
                            .map(info -> new TopicPartition(topic, info.partition()))
                            .toList();
        } catch (UnknownTopicOrPartitionException e) {
            return List.of();
        }
    }

    /** The record at a place, if it is still there. */
    public Optional<ConsumerRecord<byte[], ByteBuffer>> at(TopicPartition partition, long offset) {
        if (!partitions(partition.topic()).contains(partition)) {
            return Optional.empty();
        }
        AtomicReference<ConsumerRecord<byte[], ByteBuffer>> found = new AtomicReference<>();
        long begin = consumer.beginningOffsets(List.of(partition)).getOrDefault(partition, 0L);
        long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
        if (offset >= begin && offset < end) {
            read(Map.of(partition, offset), Map.of(partition, offset + 1), Budget.usual(), record -> {
                if (record.offset() == offset) {
                    found.set(record);
                }
                return record.offset() >= offset;
            });
        }
        return Optional.ofNullable(found.get());
    }

    /**
     * Reads what was written since some time. Where Kafka has nothing so young, clocks may differ by more than was thought: there
     * some of the newest records are read.
     *
     * @return whether all of it was read: where clocks may differ, whether that was all there is
     */
    public boolean since(
            Collection<TopicPartition> partitions,
            Instant from,
            Budget budget,
            Consumer<ConsumerRecord<byte[], ByteBuffer>> to) {
        Map<TopicPartition, Long> times = new HashMap<>();
        partitions.forEach(partition -> times.put(partition, Math.max(0, from.toEpochMilli())));
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        Map<TopicPartition, Long> starts = new HashMap<>();
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
        Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(times);
        boolean all = true;
        for (TopicPartition partition : partitions) {
            OffsetAndTimestamp start = found.get(partition);
            long begin = begins.getOrDefault(partition, 0L);
            long newest = Math.max(begin, ends.getOrDefault(partition, 0L) - NEWEST / partitions.size());
            starts.put(partition, start == null ? newest : start.offset());
            all &= start != null || newest == begin;
        }
        boolean read = read(starts, ends, budget, record -> {
            to.accept(record);
            return false;
        });
        return all && read;
    }

    /**
     * Shows the newest records, oldest first within each partition.
     *
     * @param most how many at most, of all partitions
     * @return whether those were all there are
     */
    public boolean newest(
            Collection<TopicPartition> partitions,
            long most,
            Budget budget,
            Consumer<ConsumerRecord<byte[], ByteBuffer>> to) {
        if (partitions.isEmpty()) {
            return true;
        }
        long share = Math.max(1, most / partitions.size());
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        Map<TopicPartition, Long> starts = new HashMap<>();
        boolean all = true;
        for (TopicPartition partition : partitions) {
            long begin = begins.getOrDefault(partition, 0L);
            long start = Math.max(begin, ends.getOrDefault(partition, 0L) - share);
            all &= start == begin;
            starts.put(partition, start);
        }
        boolean read = read(starts, ends, budget, record -> {
            to.accept(record);
            return false;
        });
        return all && read;
    }

    /** Looks for a record from the newest backwards, in all partitions at once. */
    public Found backwards(
            Collection<TopicPartition> partitions,
            Budget budget,
            Predicate<ConsumerRecord<byte[], ByteBuffer>> wanted) {
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
        Map<TopicPartition, Long> upTo = new HashMap<>(consumer.endOffsets(partitions));
        AtomicReference<ConsumerRecord<byte[], ByteBuffer>> found = new AtomicReference<>();
        long window = FIRST_WINDOW;
        while (true) {
            Map<TopicPartition, Long> from = new HashMap<>();
            for (TopicPartition partition : partitions) {
                long begin = begins.getOrDefault(partition, 0L);
                long end = upTo.getOrDefault(partition, 0L);
                if (end > begin) {
                    from.put(partition, Math.max(begin, end - window));
                }
            }
            if (from.isEmpty()) {
                return new Found(Optional.empty(), true);
            }
            boolean through = read(from, upTo, budget, record -> {
                if (wanted.test(record)) {
                    found.set(record);
                    return true;
                }
                return false;
            });
            if (found.get() != null) {
                return new Found(Optional.of(found.get()), true);
            }
            if (!through) {
                return new Found(Optional.empty(), false);
            }
            upTo.putAll(from);
            window = Math.min(window * 4, WIDEST_WINDOW);
        }
    }

    /** Reads from some offsets to others, until told that it is enough. Returns whether everything was read. */
    private boolean read(
            Map<TopicPartition, Long> from,
            Map<TopicPartition, Long> to,
            Budget budget,
            Predicate<ConsumerRecord<byte[], ByteBuffer>> enough) {
        Set<TopicPartition> left = new HashSet<>();
        from.forEach((partition, offset) -> {
            if (offset < to.getOrDefault(partition, 0L)) {
                left.add(partition);
            }
        });
        consumer.assign(left);
        left.forEach(partition -> consumer.seek(partition, from.getOrDefault(partition, 0L)));
        while (!left.isEmpty()) {
            if (budget.isSpent()) {
                return false;
            }
            ConsumerRecords<byte[], ByteBuffer> records = consumer.poll(POLL);
            budget.spend(records.count());
            for (ConsumerRecord<byte[], ByteBuffer> record : records) {
                TopicPartition partition = new TopicPartition(record.topic(), record.partition());
                if (record.offset() < to.getOrDefault(partition, 0L) && enough.test(record)) {
                    return true;
                }
            }
            Set<TopicPartition> done = new HashSet<>();
            for (TopicPartition partition : left) {
                if (consumer.position(partition) >= to.getOrDefault(partition, 0L)) {
                    done.add(partition);
                }
            }
            consumer.pause(done);
            left.removeAll(done);
        }
        return true;
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ZERO));
    }
}
