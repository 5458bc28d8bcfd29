package io.milepost.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.broker.Histories;
import io.milepost.channel.Streams;
import io.milepost.event.RawEvent;
import io.milepost.log.index.BlockWriter;
import io.milepost.log.index.Key;
import io.milepost.log.index.LastOffsets;
import io.milepost.log.index.SkipIndex;
import io.milepost.trace.Span;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/**
 * The scans behind the ring, in many short histories: readers come from anywhere, take what they have credit for, and leave;
 * the tail goes on and the ring with it, retention takes the oldest, what is held is bounded, the skip index knows and forgets.
 * Each reader gets each of its records once and in order, or is told that it is lost. Run one history again with
 * {@code -Dseed=…}, which is printed when one fails.
 */
class CatchUpHistoriesTest {
    private static final int PARTITIONS = 2;

    @Test
    void everyReaderGetsEachRecordOnceAndInOrderOrIsToldThatItIsLost() {
        long[] totals = new long[6];
        int histories = Histories.run(3_000, seed -> {
            Play play = new Play(seed);
            play.run();
            play.count(totals);
        });
        System.out.printf(
                "%d readings, %d records found, %d lost to retention, %d too far, %d offsets skipped, %d defects%n",
                totals[0], totals[1], totals[2], totals[3], totals[4], totals[5]);
        if (histories > 0) {
            // A test that never gets into trouble shows nothing.
            assertThat(Arrays.stream(totals).min().orElse(0)).isGreaterThan(histories / 100);
        }
    }

    private static final class Play {
        private final Random random;
        private final Topology topology =
                Topology.empty(Streams.of(List.of(ModelPartition.STREAM))).with(ModelPartition.STREAM, 1, PARTITIONS);
        private final List<ModelPartition> logs = new ArrayList<>();
        private final HotRing ring;
        private final SkipIndex index;
        private final LastOffsets last;
        private final Sightings sightings;
        private final Whereabouts whereabouts;
        private final Bounds bounds = new Bounds();
        private final LogStats stats = new LogStats();
        private final Planner planner;
        private final long[] read = new long[PARTITIONS];
        private final Map<LogPartition, Shaft> shafts = new HashMap<>();
        private final Map<LogPartition, Long> consumer = new HashMap<>();
        private final Set<KafkaReading> riding = new LinkedHashSet<>();
        private final Queue<Runnable> orders = new ArrayDeque<>();
        private final List<ModelReader> readers = new ArrayList<>();
        private final List<ModelReader> unplanned = new ArrayList<>();
        private int defects;

        Play(long seed) {
            random = new Random(seed);
            ring = new HotRing(500 + random.nextInt(10_000));
            index = new SkipIndex(random.nextInt(4) == 0 ? random.nextInt(1_500) : 100_000);
            last = new LastOffsets(1 + random.nextInt(6));
            sightings = new Sightings(index, last);
            whereabouts = new Whereabouts(ring, index, last);
            planner = new Planner(
                    whereabouts, ring, bounds, stats, random.nextInt(4) == 0 ? random.nextInt(5_000) : 1_000_000);
            for (LogPartition partition : topology.partitions()) {
                ModelPartition log = new ModelPartition(partition, random);
                logs.add(log);
                log.write(random.nextInt(60));
                long at = Math.max(0, log.end() - random.nextInt(3_000));
                read[partition.index()] = at;
                sightings.begin(partition, at);
                ring.begin(partition, at);
            }
            ask();
        }

        void run() {
            for (int i = 40 + random.nextInt(80); i > 0; i--) {
                step();
            }
            for (int i = 0; i < 2_000 && readers.stream().anyMatch(reader -> !reader.isOver()); i++) {
                unplanned.forEach(this::plan);
                unplanned.clear();
                turn();
                readers.forEach(reader -> reader.hear(Integer.MAX_VALUE));
                readers.forEach(reader -> grant(reader, 1_000));
            }
            readers.forEach(ModelReader::checkEnd);
        }

        private void step() {
            ModelPartition log = logs.get(random.nextInt(PARTITIONS));
            switch (random.nextInt(16)) {
                case 0, 1 -> log.write(1 + random.nextInt(8));
                case 2, 3 -> tail();
                case 4, 5 -> come();
                case 6 -> {
                    unplanned.forEach(this::plan);
                    unplanned.clear();
                }
                case 7 -> {
                    if (!readers.isEmpty()) {
                        ModelReader reader = readers.get(random.nextInt(readers.size()));
                        reader.hear(1 + random.nextInt(3));
                        grant(reader, random.nextInt(2_000));
                    }
                }
                case 8 -> {
                    if (!readers.isEmpty() && random.nextInt(4) == 0) {
                        readers.get(random.nextInt(readers.size())).cancel();
                    }
                }
                case 9 -> {
                    if (random.nextInt(3) == 0) {
                        retain(log);
                    }
                }
                case 10 -> index(log);
                case 11 -> ask();
                default -> turn();
            }
        }

        private void tail() {
            Segment.Builder segment = ring.segment();
            for (ModelPartition log : logs) {
                LogPartition partition = log.partition();
                long from = read[partition.index()];
                long to = log.reach(from, random.nextInt(6));
                List<ConsumerRecord<byte[], ByteBuffer>> polled = log.between(from, to);
                polled.stream().filter(raw -> raw.key() != null).forEach(raw -> {
                    LogRecord record = new LogRecord(partition, raw.offset(), RawEvent.of(raw), false);
                    segment.add(new String(raw.key(), UTF_8), record);
                });
                sightings.take(partition, polled, to);
                segment.cover(partition, to);
                read[partition.index()] = to;
            }
            ring.append(segment.build());
        }

        private void retain(ModelPartition log) {
            log.retain(read[log.partition().index()]);
            if (random.nextBoolean()) {
                index.dropBefore(log.partition().run(), log.start());
            }
        }

        /** What is behind is read for the index. */
        private void index(ModelPartition log) {
            long from = log.start() + random.nextInt(5_000);
            long to = Math.min(log.end(), from + random.nextInt(5_000));
            if (from < to) {
                BlockWriter writer = new BlockWriter(index, log.partition().run());
                writer.jump(from);
                for (ConsumerRecord<byte[], ByteBuffer> raw : log.between(from, to)) {
                    if (raw.key() == null) {
                        writer.takeKeyless(raw.offset(), raw.timestamp());
                    } else {
                        writer.take(Key.hash(raw.key()), raw.offset(), raw.timestamp());
                    }
                }
                writer.end(to);
            }
        }

        private void ask() {
            bounds.update(new Bounds.Snapshot(
                    0,
                    logs.stream().mapToLong(ModelPartition::start).toArray(),
                    logs.stream().mapToLong(ModelPartition::end).toArray()));
        }

        private void come() {
            ModelReader reader = new ModelReader(topology, logs, random);
            readers.add(reader);
            unplanned.add(reader);
        }

        private void plan(ModelReader reader) {
            KafkaReading reading = reader.reading;
            if (reading.isOver()) {
                return;
            }
            planner.plan(reading);
            if (reading.isBehind()) {
                orders.add(() -> admit(reading));
            } else {
                reading.end();
            }
        }

        private void admit(KafkaReading reading) {
            riding.add(reading);
            for (Ride ride : reading.rides()) {
                shafts.computeIfAbsent(
                                ride.partition(), p -> new Shaft(p, index, whereabouts, stats, new Span.Untold(null)))
                        .add(ride);
            }
        }

        private void grant(ModelReader reader, long bytes) {
            reader.reading.grant(bytes);
            orders.add(() -> reader.reading.rides().forEach(Ride::serve));
        }

        /** What the elevator does in a turn. */
        private void turn() {
            for (Runnable order = orders.poll(); order != null; order = orders.poll()) {
                order.run();
            }
            shafts.values().removeIf(shaft -> !shaft.settle(ring));
            riding.forEach(KafkaReading::handOver);
            riding.removeIf(KafkaReading::isOver);
            shafts.forEach((partition, shaft) -> {
                if (shaft.takeMoved()) {
                    consumer.put(partition, shaft.position());
                }
            });
            List<Shaft> hungry =
                    shafts.values().stream().filter(Shaft::isHungry).toList();
            for (Shaft shaft : hungry) {
                scan(shaft);
            }
            long most = random.nextInt(4) == 0 ? random.nextInt(2_000) : 100_000;
            shafts.values().forEach(shaft -> shaft.bound(most));
            riding.forEach(KafkaReading::handOver);
        }

        private void scan(Shaft shaft) {
            LogPartition partition = shaft.partition();
            ModelPartition log = logs.get(partition.index());
            long from = consumer.get(partition);
            if (from < log.start()) {
                shaft.skipTo(log.start());
                return;
            }
            long to = log.reach(from, random.nextInt(8));
            List<ConsumerRecord<byte[], ByteBuffer>> polled = new ArrayList<>(log.between(from, to));
            if (random.nextInt(30) == 0 && !polled.isEmpty()) {
                polled.replaceAll(Play::copy);
                polled.get(random.nextInt(polled.size())).headers().add(new FaultyHeader());
            }
            consumer.put(partition, to);
            try {
                shaft.show(polled, to);
            } catch (IllegalStateException e) {
                defects++;
            }
        }

        private static ConsumerRecord<byte[], ByteBuffer> copy(ConsumerRecord<byte[], ByteBuffer> raw) {
            return new ConsumerRecord<>(raw.topic(), raw.partition(), raw.offset(), raw.key(), raw.value());
        }

        void count(long[] totals) {
            totals[0] += readers.size();
            for (ModelReader reader : readers) {
                totals[1] += reader.found;
                totals[2] += reader.retained;
                totals[3] += reader.tooFar;
            }
            totals[4] += stats.skipped.sum();
            totals[5] += defects;
        }
    }
}
