package io.milepost.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.channel.ChannelName;
import io.milepost.channel.KeyPartition;
import io.milepost.channel.StreamSpec;
import io.milepost.channel.Streams;
import io.milepost.event.RawEvent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** A ring under one writer, and readers who take small portions of it, against a plain list of everything written. */
class RingReaderTest {
    private static final Streams STREAMS = Streams.of(List.of(
            StreamSpec.of("activity", "team-{key}", "activity-logged"),
            StreamSpec.of("goal", "team-{key}", "goal-updated"),
            StreamSpec.of("channels", "{key}", "message")));
    private static final List<String> CHANNELS = List.of("team-0", "team-1", "private-team-1", "team-2");

    private final Topology topology = Topology.empty(STREAMS)
            .with(STREAMS.all().get(0), 1, 2)
            .with(STREAMS.all().get(1), 2, 1)
            .with(STREAMS.all().get(2), 3, 3);
    private final List<LogRecord> written = new ArrayList<>();
    private final long[] positions = new long[topology.size()];

    @Test
    void aReaderGetsWhatItLacksOrIsToldThatTheRingNoLongerHasIt() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int history = 0; history < 300; history++) {
            written.clear();
            HotRing ring = new HotRing(1 + random.nextInt(40_000));
            for (LogPartition partition : topology.partitions()) {
                positions[partition.index()] = random.nextInt(3);
                ring.begin(partition, positions[partition.index()]);
            }
            List<Reader> readers = new ArrayList<>();
            for (int step = 0; step < 120; step++) {
                if (random.nextInt(3) > 0) {
                    append(ring, random, 1 + random.nextInt(6));
                } else if (random.nextInt(4) == 0) {
                    readers.add(new Reader(ring, CHANNELS.get(random.nextInt(CHANNELS.size()))));
                } else if (!readers.isEmpty()) {
                    readers.get(random.nextInt(readers.size())).read(random.nextInt(4000), "seed " + seed);
                }
            }
            readers.forEach(reader -> reader.finish("seed " + seed));
        }
    }

    @Test
    void aReaderBesideTheWriterNeverSkipsARecord() throws Exception {
        HotRing ring = new HotRing(60_000);
        topology.partitions().forEach(partition -> ring.begin(partition, 0));
        AtomicReference<Throwable> failed = new AtomicReference<>();
        Thread reader = new Thread(() -> {
            Gathering gathering = topology.gather(new ChannelName("team-1"));
            RingReader reading = new RingReader(ring);
            long[] offsets = new long[gathering.partitions().size()];
            long from = -1;
            int tooLate = 0;
            int seen = 0;
            while (!Thread.currentThread().isInterrupted()) {
                long until = ring.end();
                RingReader.Portion portion = reading.read(gathering, offsets, from, until, 5_000);
                if (portion == null) {
                    tooLate++;
                    for (int i = 0; i < offsets.length; i++) {
                        offsets[i] = ring.startOf(gathering.partitions().get(i));
                    }
                    from = -1;
                    continue;
                }
                from = portion.next();
                long[] expected = new long[3];
                for (LogRecord record : portion.records()) {
                    int stream = STREAMS.all().indexOf(record.partition().stream());
                    // Every record of the first stream belongs to this channel, so none may be missing between two.
                    if (stream == 0 && expected[0] != 0) {
                        assertThat(record.offset()).isEqualTo(expected[0]);
                    }
                    expected[stream] = record.offset() + 1;
                    seen++;
                }
            }
            assertThat(seen).isPositive();
            System.out.printf("seen %d, too late %d times%n", seen, tooLate);
        });
        reader.setUncaughtExceptionHandler((thread, e) -> failed.set(e));
        reader.start();
        LogPartition target =
                topology.gather(new ChannelName("team-1")).partitions().get(0);
        for (int i = 0; i < 200_000 && failed.get() == null; i++) {
            ring.append(ring.segment()
                    .add("team-1", record(target, i, "1"))
                    .cover(target, i + 1)
                    .build());
        }
        reader.interrupt();
        reader.join();
        assertThat(failed.get()).isNull();
    }

    private final class Reader {
        private final HotRing ring;
        private final Gathering gathering;
        private final long[] offsets;
        private final List<LogRecord> expected = new ArrayList<>();
        private final int startedAt = written.size();
        private final long[] lacked;
        private long from = -1;
        private boolean outrun;
        private final List<LogRecord> got = new ArrayList<>();

        Reader(HotRing ring, String channel) {
            this.ring = ring;
            this.gathering = topology.gather(new ChannelName(channel));
            this.offsets = gathering.project(positions);
            for (int i = 0; i < offsets.length; i++) {
                offsets[i] = Math.max(0, offsets[i] - 4);
            }
            this.lacked = offsets.clone();
        }

        void read(int budget, String seed) {
            if (outrun) {
                return;
            }
            RingReader.Portion portion = new RingReader(ring).read(gathering, offsets, from, ring.end(), budget);
            if (portion == null) {
                outrun = true;
                assertThat(new RingReader(ring).holds(gathering, offsets))
                        .as(seed)
                        .isFalse();
                return;
            }
            from = portion.next();
            got.addAll(portion.records());
        }

        void finish(String seed) {
            while (!outrun && from != ring.end()) {
                read(100_000, seed);
            }
            for (LogRecord record : written) {
                int i = gathering.indexOf(record);
                if (i >= 0 && !record.isStray() && record.offset() >= lacked[i] && belongs(record)) {
                    expected.add(record);
                }
            }
            assertThat(got).as("%s, from %d", seed, startedAt).isSubsetOf(expected);
            if (!outrun) {
                for (LogPartition partition : gathering.partitions()) {
                    assertThat(got.stream().filter(record -> record.partition() == partition))
                            .as("%s, %s", seed, partition)
                            .containsExactlyElementsOf(expected.stream()
                                    .filter(record -> record.partition() == partition)
                                    .toList());
                }
            }
        }

        private boolean belongs(LogRecord record) {
            String name = nameOf.get(written.indexOf(record));
            boolean byName = record.partition().stream().isCatchAll();
            String channel = gathering.channel().value();
            return name.equals(byName ? channel : channel.replace("private-", ""));
        }
    }

    private final List<String> nameOf = new ArrayList<>();

    private void append(HotRing ring, Random random, int count) {
        Segment.Builder segment = ring.segment();
        if (written.isEmpty()) {
            nameOf.clear();
        }
        for (int n = 0; n < count; n++) {
            StreamSpec stream = STREAMS.all().get(random.nextInt(3));
            String key = stream.isCatchAll()
                    ? CHANNELS.get(random.nextInt(CHANNELS.size()))
                    : Integer.toString(random.nextInt(3));
            List<LogPartition> partitions = topology.partitions(stream);
            LogPartition right = partitions.get(KeyPartition.of(key, partitions.size()));
            LogPartition partition =
                    random.nextInt(20) == 0 ? partitions.get(random.nextInt(partitions.size())) : right;
            long offset = positions[partition.index()] + random.nextInt(2);
            positions[partition.index()] = offset + 1 + random.nextInt(2);
            LogRecord record = record(partition, offset, key, partition != right);
            String name = stream.template().render(key);
            segment.add(name, record).cover(partition, positions[partition.index()]);
            written.add(record);
            nameOf.add(name);
        }
        ring.append(segment.build());
    }

    private static LogRecord record(LogPartition partition, long offset, String key) {
        return record(partition, offset, key, false);
    }

    private static LogRecord record(LogPartition partition, long offset, String key, boolean stray) {
        ConsumerRecord<byte[], ByteBuffer> raw = new ConsumerRecord<>(
                partition.stream().topic(),
                partition.partition(),
                offset,
                key.getBytes(UTF_8),
                ByteBuffer.wrap("{}".getBytes(UTF_8)));
        return new LogRecord(partition, offset, RawEvent.of(raw), stray);
    }
}
