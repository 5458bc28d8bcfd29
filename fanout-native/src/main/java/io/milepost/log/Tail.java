package io.milepost.log;

import io.milepost.event.FetchedRecords;
import io.milepost.fanout.topic.Stumble;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;

/**
 * The reader that follows the end of all streams and fills the ring: one thread, one poll loop, no group.
 *
 * <p>All state belongs to that thread; others hand it orders, which it carries out between two polls.
 */
final class Tail implements Runnable {
    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaConsumer<byte[], ByteBuffer> consumer;
    private final HotRing ring;
    private final LatestEvents latest;
    private final Sightings sightings;
    private final LogStats stats;
    private final BreakHandler breaks;
    private final Oddities oddities;
    private final FetchedRecords fetched = new FetchedRecords();
    private final Stumble stumble = new Stumble("the tail");
    private final BlockingQueue<Runnable> orders = new LinkedBlockingQueue<>();
    private final Map<TopicPartition, LogPartition> assigned = new HashMap<>();
    private final List<Goal> goals = new ArrayList<>();
    private volatile Topology topology;
    private long[] positions = new long[0];
    private volatile long[] read = positions;
    private volatile boolean closed;

    /** Asked, on the tail's thread, how to go on when these positions are not there; the log was cut off at these others. */
    @FunctionalInterface
    interface BreakHandler {
        Continuation onBreak(Topology topology, Map<TopicPartition, Long> positions, Map<TopicPartition, Long> cuts);
    }

    Tail(
            KafkaConsumer<byte[], ByteBuffer> consumer,
            HotRing ring,
            LatestEvents latest,
            Sightings sightings,
            Topology empty,
            LogStats stats,
            BreakHandler breaks) {
        this.consumer = consumer;
        this.ring = ring;
        this.latest = latest;
        this.sightings = sightings;
        this.topology = empty;
        this.stats = stats;
        this.breaks = breaks;
        this.oddities = new Oddities(stats);
    }

    @Override
    public void run() {
        try (consumer) {
            while (!closed) {
                turn();
            }
        }
    }

    private void turn() {
        try {
            carryOutOrders();
            if (assigned.isEmpty()) {
                return;
            }
            take(consumer.poll(POLL));
            goals.removeIf(goal -> goal.check(this));
            stumble.recovered();
        } catch (OffsetOutOfRangeException e) {
            Map<TopicPartition, Long> cuts = cuts(e);
            orders.add(() -> follow(breaks.onBreak(topology, e.offsetOutOfRangePartitions(), cuts)));
        } catch (WakeupException e) {
            // There is an order.
        } catch (InterruptedException e) {
            closed = true;
        } catch (KafkaException e) {
            stumble.over(e);
        }
    }

    /** Where the log was cut off, as far as the broker could say: by now it may be longer than before. */
    private static Map<TopicPartition, Long> cuts(OffsetOutOfRangeException e) {
        Map<TopicPartition, Long> cuts = new HashMap<>();
        if (e instanceof LogTruncationException truncation) {
            truncation.divergentOffsets().forEach((partition, at) -> cuts.put(partition, at.offset()));
        }
        return cuts;
    }

    private void carryOutOrders() throws InterruptedException {
        if (assigned.isEmpty()) {
            orders.take().run();
        }
        for (Runnable order = orders.poll(); order != null; order = orders.poll()) {
            order.run();
        }
    }

    private void take(ConsumerRecords<byte[], ByteBuffer> polled) {
        Segment.Builder segment = ring.segment();
        for (TopicPartition topicPartition : polled.partitions()) {
            LogPartition partition = assigned.get(topicPartition);
            if (partition != null) {
                take(polled.records(topicPartition), partition, segment);
            }
        }
        for (Map.Entry<TopicPartition, OffsetAndMetadata> next :
                polled.nextOffsets().entrySet()) {
            LogPartition partition = assigned.get(next.getKey());
            if (partition != null) {
                sightings.take(
                        partition,
                        polled.records(next.getKey()),
                        next.getValue().offset());
                segment.cover(partition, next.getValue().offset());
                positions[partition.index()] = next.getValue().offset();
            }
        }
        if (!segment.isEmpty()) {
            ring.append(segment.build());
            stats.records.add(polled.count());
            read = positions.clone();
        }
    }

    private void take(
            List<ConsumerRecord<byte[], ByteBuffer>> records, LogPartition partition, Segment.Builder segment) {
        for (ConsumerRecord<byte[], ByteBuffer> raw : records) {
            String channel = partition.channelOf(raw.key());
            if (channel == null) {
                oddities.unaddressable(partition, raw);
                continue;
            }
            boolean stray = topology.isStray(partition, raw.key());
            if (stray) {
                oddities.stray(partition, raw, topology.isLate(partition, raw.key()));
            }
            LogRecord record = record(raw, partition, stray);
            if (partition.takes(channel, record)) {
                latest.take(channel, record);
                segment.add(channel, record);
            }
        }
    }

    private LogRecord record(ConsumerRecord<byte[], ByteBuffer> raw, LogPartition partition, boolean stray) {
        return new LogRecord(partition, raw.offset(), fetched.take(raw), stray);
    }

    /** Goes on with other partitions. On the tail's thread. */
    void follow(Continuation next) {
        long[] moved = Arrays.copyOf(positions, next.topology().size());
        Map<TopicPartition, LogPartition> before = Map.copyOf(assigned);
        assigned.clear();
        for (LogPartition partition : next.topology().partitions()) {
            LogPartition old = before.get(partition.topicPartition());
            long at = next.starts().getOrDefault(partition, old == null ? 0 : positions[old.index()]);
            moved[partition.index()] = at;
            assigned.put(partition.topicPartition(), partition);
            if (old == null || old.run() != partition.run()) {
                sightings.begin(partition, at);
            }
            if (old != partition) {
                ring.begin(partition, at);
            }
        }
        consumer.assign(assigned.keySet());
        next.starts().forEach((partition, at) -> consumer.seek(partition.topicPartition(), at));
        latest.retain(next.topology().partitions());
        sightings.retain(next.topology().partitions());
        topology = next.topology();
        positions = moved;
        read = moved.clone();
        ring.append(new TopologyChange(ring.end(), topology, positions.clone()));
    }

    /** Knows of other routes by which the same is read. On the tail's thread. */
    void adopt(Topology same) {
        topology = same;
    }

    /** Has the order carried out on the tail's thread, between two polls. */
    void order(Consumer<Tail> order) {
        orders.add(() -> order.accept(this));
        consumer.wakeup();
    }

    /**
     * Says when the tail has read up to here. On the tail's thread.
     *
     * @param ends by run of offsets
     */
    CompletableFuture<Void> whenAt(long[] ends) {
        Goal goal = new Goal(ends, new CompletableFuture<>());
        goals.add(goal);
        return goal.reached();
    }

    /** Positions that somebody waits for. */
    private record Goal(long[] ends, CompletableFuture<Void> reached) {
        /** Whether they have been reached; then that has been said. */
        boolean check(Tail tail) {
            return tail.topology.partitions().stream()
                            .noneMatch(p -> p.run() < ends.length && tail.positions[p.index()] < ends[p.run()])
                    && reached.complete(null);
        }
    }

    /** The partitions read now. Any thread may ask. */
    Topology topology() {
        return topology;
    }

    /** By partition index, up to where everything has been read. Any thread may ask; not to be changed. */
    long[] read() {
        return read;
    }

    void attach(Executor loop, Consumer<EventLog.Attachment> follower) {
        order(tail -> {
            var place = new EventLog.Attachment(ring.end(), topology, positions.clone());
            loop.execute(() -> follower.accept(place));
        });
    }

    void close() {
        closed = true;
        order(tail -> {});
    }
}
