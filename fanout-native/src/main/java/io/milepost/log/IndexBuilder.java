package io.milepost.log;

import io.milepost.fanout.topic.Consumers;
import io.milepost.fanout.topic.Stumble;
import io.milepost.log.index.BlockWriter;
import io.milepost.log.index.Key;
import io.milepost.log.index.SkipIndex;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the log backwards from where the tail began, a stretch at a time, for the skip index alone, until it is full or there is
 * nothing more. Gentle: no faster than it may, and not while records are read for somebody. One thread, which also has the index
 * forget what the broker no longer has.
 */
final class IndexBuilder {
    /** Offsets in a stretch. */
    private static final long STRETCH = 16_384;

    private static final Duration POLL = Duration.ofMillis(200);
    /** How often it looks whether there is anything to do. */
    private static final long IDLE_MILLIS = 1_000;
    /** How long it steps aside for readers before it looks again. */
    private static final long ASIDE_MILLIS = 50;
    /** How long it waits for a partition that gives nothing before it goes on with another. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final LogConfig config;
    private final Memory memory;
    private final Bounds bounds;
    private final Supplier<Topology> topology;
    private final BooleanSupplier busy;
    private final LogStats stats;
    private final Stumble stumble = new Stumble("the index's reader");
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "milepost-index");
    private int turn;

    IndexBuilder(
            LogConfig config,
            Memory memory,
            Bounds bounds,
            Supplier<Topology> topology,
            BooleanSupplier busy,
            LogStats stats) {
        this.config = config.leaping();
        this.memory = memory;
        this.bounds = bounds;
        this.topology = topology;
        this.busy = busy;
        this.stats = stats;
        thread.setDaemon(true);
    }

    /** Offsets that no block is known of. */
    private record Stretch(LogPartition partition, long from, long until) {}

    void start() {
        thread.start();
    }

    /** Stops reading and returns when the thread has ended. */
    void close() {
        closed.countDown();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try (KafkaConsumer<byte[], ByteBuffer> consumer =
                Consumers.open(config.kafka(), config.pollRecords(), "milepost-index")) {
            while (!isClosedWithin(0)) {
                turn(consumer);
            }
        } catch (InterruptedException | InterruptException e) {
            // Nobody interrupts this thread but to end it.
        }
    }

    private void turn(KafkaConsumer<byte[], ByteBuffer> consumer) throws InterruptedException {
        List<LogPartition> partitions = topology.get().partitions();
        forget(partitions);
        Stretch next = memory.index().isFull() || config.absences().indexPerSecond() == 0 ? null : next(partitions);
        if (next == null) {
            isClosedWithin(IDLE_MILLIS);
            return;
        }
        try {
            read(consumer, next);
            stumble.recovered();
        } catch (OffsetOutOfRangeException e) {
            isClosedWithin(IDLE_MILLIS); // Retention was quicker, or the topic is another: the bounds will tell.
        } catch (InterruptException e) {
            throw e;
        } catch (RuntimeException e) {
            stumble.over(e);
        }
    }

    private void forget(List<LogPartition> partitions) {
        Bounds.Snapshot held = bounds.latest();
        Set<Integer> runs = new HashSet<>();
        for (LogPartition partition : partitions) {
            runs.add(partition.run());
            memory.index().dropBefore(partition.run(), held.start(partition));
        }
        memory.index().retain(runs);
    }

    /** The partitions in turn, each from where the tail began downwards. */
    private @Nullable Stretch next(List<LogPartition> partitions) {
        for (int i = 0; i < partitions.size(); i++) {
            LogPartition partition = partitions.get(turn++ % partitions.size());
            long start = bounds.latest().start(partition);
            long top = memory.index().unknownBelow(partition.run(), memory.knownUntil(partition));
            if (top > start) {
                long from = (top - 1) / STRETCH * STRETCH;
                // A part of a block must not stand in the way of its other part: the whole of it is read, as far as it
                // is written.
                long until =
                        Math.min(SkipIndex.endOfBlock(top - 1), bounds.latest().end(partition));
                return new Stretch(partition, Math.max(start, from), Math.max(top, until));
            }
        }
        return null;
    }

    private void read(KafkaConsumer<byte[], ByteBuffer> consumer, Stretch stretch) throws InterruptedException {
        TopicPartition topicPartition = stretch.partition().topicPartition();
        BlockWriter blocks = new BlockWriter(memory.index(), stretch.partition().run());
        consumer.assign(Set.of(topicPartition));
        consumer.seek(topicPartition, stretch.from());
        blocks.jump(stretch.from());
        long at = stretch.from();
        long heard = System.nanoTime();
        while (at < stretch.until()) {
            if (System.nanoTime() - heard > PATIENCE_NANOS) {
                return;
            }
            while (busy.getAsBoolean()) {
                if (isClosedWithin(ASIDE_MILLIS)) {
                    return;
                }
                heard = System.nanoTime();
            }
            ConsumerRecords<byte[], ByteBuffer> polled = consumer.poll(POLL);
            if (polled.nextOffsets().containsKey(topicPartition)) {
                for (ConsumerRecord<byte[], ByteBuffer> raw : polled.records(topicPartition)) {
                    if (raw.offset() < stretch.until()) {
                        take(blocks, raw);
                    }
                }
                at = polled.nextOffsets().get(topicPartition).offset();
                heard = System.nanoTime();
                blocks.reached(Math.min(at, stretch.until()));
            }
            stats.indexed.add(polled.count());
            if (isClosedWithin(1_000L * polled.count() / config.absences().indexPerSecond())) {
                return;
            }
        }
        blocks.end(stretch.until());
    }

    private static void take(BlockWriter blocks, ConsumerRecord<byte[], ByteBuffer> raw) {
        if (raw.key() == null) {
            blocks.takeKeyless(raw.offset(), raw.timestamp());
        } else {
            blocks.take(Key.hash(raw.key()), raw.offset(), raw.timestamp());
        }
    }

    private boolean isClosedWithin(long millis) throws InterruptedException {
        return closed.await(millis, TimeUnit.MILLISECONDS);
    }
}
