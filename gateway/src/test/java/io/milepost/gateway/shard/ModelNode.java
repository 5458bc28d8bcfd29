package io.milepost.gateway.shard;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.milepost.channel.StreamSpec;
import io.milepost.channel.Streams;
import io.milepost.event.RawEvent;
import io.milepost.gateway.shard.ModelCluster.Part;
import io.milepost.gateway.shard.ModelCluster.Rec;
import io.milepost.gateway.shard.ModelCluster.Topic;
import io.milepost.log.Bounds;
import io.milepost.log.CatchUp;
import io.milepost.log.EventLog;
import io.milepost.log.GapReason;
import io.milepost.log.History;
import io.milepost.log.HotRing;
import io.milepost.log.LatestEvents;
import io.milepost.log.LogPartition;
import io.milepost.log.LogRecord;
import io.milepost.log.LogStats;
import io.milepost.log.Segment;
import io.milepost.log.Topology;
import io.milepost.log.TopologyChange;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A node's view of a {@link ModelCluster}: a tail that lags, a topology and bounds that are learned late. */
final class ModelNode implements EventLog {
    private final ModelCluster cluster;
    private final Random random;
    private final LongSupplier clock;
    private final HotRing ring;
    private final Bounds bounds = new Bounds();
    private final LatestEvents latest = new LatestEvents();
    private final LogStats stats = new LogStats();
    private Topology topology = Topology.empty(ModelCluster.STREAMS);
    private long[] positions = {};
    private Bounds.Snapshot settled = bounds.latest();
    private final List<Pending> pending = new ArrayList<>();
    private final List<Trip> readings = new ArrayList<>();

    private final CatchUp catchUp = new CatchUp() {
        @Override
        public CatchUp.Reading begin(Request request) {
            Trip trip = new Trip(request);
            readings.add(trip);
            return trip;
        }

        @Override
        public void close() {}
    };

    /** What the broker describes. */
    private record Found(Topic topic, int partitions) {}

    /** A look that saw a change, which is followed when the tail has read up to these ends. */
    private record Pending(Map<LogPartition, Long> ends, List<Found> found, Bounds.Snapshot asked) {}

    /**
     * A node that begins now.
     *
     * @param knows whether others have told it of the numbers of partitions that there were
     */
    ModelNode(ModelCluster cluster, Random random, LongSupplier clock, boolean knows) {
        this.cluster = cluster;
        this.random = random;
        this.clock = clock;
        this.ring = new HotRing(random.nextInt(5) == 0 ? 1 : 1_500 + random.nextInt(20_000));
        for (Topic topic : cluster.topics) {
            if (knows) {
                for (int size : topic.sizes) {
                    topology = topology.with(topic.stream, topic.hash, size, new long[0]);
                }
            } else {
                topology = topology.with(topic.stream, topic.hash, topic.size());
            }
        }
        positions = new long[topology.size()];
        for (LogPartition partition : topology.partitions()) {
            Part part = part(partition);
            positions[partition.index()] = Math.max(part.start, part.end - random.nextInt(4));
            ring.begin(partition, positions[partition.index()]);
        }
        ring.append(new TopologyChange(ring.end(), topology, positions.clone()));
        ask();
        settled = bounds.latest();
    }

    private Part part(LogPartition partition) {
        return cluster.topic(partition.stream()).parts.get(partition.partition());
    }

    /** Whether it has taken up all partitions of a topic. */
    boolean knows(Topic topic) {
        return count(topic.stream) == topic.size();
    }

    private int count(StreamSpec stream) {
        return (int) topology.partitions().stream()
                .filter(p -> p.stream().equals(stream))
                .count();
    }

    /** Where the tail is in a partition; 0 if it does not know of it. */
    long position(Topic topic, int partition) {
        return topology.partitions().stream()
                .filter(p -> p.stream().equals(topic.stream) && p.partition() == partition)
                .mapToLong(p -> positions[p.index()])
                .findFirst()
                .orElse(0);
    }

    /** Has the broker say from where to where it holds the partitions. */
    private void ask() {
        long[] starts = new long[topology.size()];
        long[] ends = new long[topology.size()];
        Arrays.fill(ends, Long.MAX_VALUE);
        Set<StreamSpec> compacted = new HashSet<>();
        for (LogPartition partition : topology.partitions()) {
            starts[partition.index()] = part(partition).start;
            ends[partition.index()] = part(partition).end;
            if (cluster.topic(partition.stream()).isCompacted) {
                compacted.add(partition.stream());
            }
        }
        bounds.update(new Bounds.Snapshot(clock.getAsLong(), starts, ends, Map.of(), compacted));
    }

    private Topology describe(List<Found> found) {
        Topology to = topology;
        for (Found one : found) {
            if (count(one.topic.stream) < one.partitions) {
                to = to.with(one.topic.stream, one.topic.hash, one.partitions, settled.ends());
            }
        }
        return to;
    }

    /** The topic watch. */
    void look() {
        Bounds.Snapshot asked = bounds.latest();
        List<Found> found =
                cluster.topics.stream().map(t -> new Found(t, t.size())).toList();
        if (describe(found) != topology) {
            Map<LogPartition, Long> ends = new HashMap<>();
            topology.partitions().forEach(p -> ends.put(p, part(p).end));
            pending.add(new Pending(ends, found, asked));
        } else {
            settled = asked;
        }
        ask();
        follow();
    }

    private void follow() {
        while (!pending.isEmpty()
                && pending.get(0).ends.entrySet().stream()
                        .allMatch(e -> positions[e.getKey().index()] >= e.getValue())) {
            Pending due = pending.remove(0);
            Topology to = describe(due.found);
            if (to != topology) {
                Topology before = topology;
                topology = to;
                positions = Arrays.copyOf(positions, topology.size());
                topology.partitions().stream()
                        .filter(p -> !before.partitions().contains(p))
                        .forEach(p -> ring.begin(p, 0));
                ring.append(new TopologyChange(ring.end(), topology, positions.clone()));
                settled = due.asked;
            }
        }
    }

    /** The tail reads some. Returns whether there was anything. */
    boolean poll() {
        Segment.Builder segment = ring.segment();
        boolean any = false;
        for (LogPartition partition : topology.partitions()) {
            Part part = part(partition);
            long at = positions[partition.index()];
            if (at >= part.end || random.nextInt(3) == 0) {
                continue;
            }
            long to = random.nextBoolean() ? part.end : Math.min(part.end, at + 1 + random.nextInt(4));
            for (Rec rec : part.recs) {
                if (rec.offset() >= at && rec.offset() < to && !rec.isCompacted()) {
                    segment.add(rec.name(), record(rec, partition));
                }
            }
            segment.cover(partition, to);
            positions[partition.index()] = to;
            any = true;
        }
        if (any) {
            ring.append(segment.build());
        }
        follow();
        return any;
    }

    private static LogRecord record(Rec rec, LogPartition partition) {
        String data = "\"" + rec.id() + "\"";
        ConsumerRecord<byte[], ByteBuffer> raw = new ConsumerRecord<>(
                partition.stream().topic(),
                partition.index(),
                rec.offset(),
                rec.key().getBytes(UTF_8),
                ByteBuffer.wrap((rec.isBroken() ? "broken" : data).getBytes(UTF_8)));
        return new LogRecord(partition, rec.offset(), RawEvent.of(raw), false);
    }

    /** Whether it has taken up and read everything. */
    boolean isCurrent() {
        return cluster.topics.stream().allMatch(this::knows)
                && topology.partitions().stream().allMatch(p -> positions[p.index()] >= part(p).end);
    }

    /** Some reading gets on a little. Returns whether there was any. */
    boolean read() {
        readings.removeIf(r -> r.over);
        if (readings.isEmpty()) {
            return false;
        }
        readings.get(random.nextInt(readings.size())).step();
        return true;
    }

    /** A reading that may at any time be behind in partitions in which it was not when it began. */
    private final class Trip implements CatchUp.Reading {
        private final CatchUp.Request request;
        private final long[] offsets;
        private long credit;
        private boolean over;
        private boolean cancelled;

        Trip(CatchUp.Request request) {
            this.request = request;
            this.offsets = request.offsets().clone();
            this.credit = request.credit();
        }

        void step() {
            List<LogPartition> partitions = request.gathering().partitions();
            List<LogRecord> found = new ArrayList<>();
            int behind = 0;
            for (int i = 0; i < offsets.length; i++) {
                LogPartition partition = partitions.get(i);
                if (offsets[i] < request.gathering().until(i) && !ring.holds(partition, offsets[i])) {
                    behind++;
                    scan(i, partition, found);
                    if (credit <= 0) {
                        break;
                    }
                }
            }
            if (!found.isEmpty()) {
                say(new CatchUp.Found(found));
            }
            if (behind == 0) {
                say(new CatchUp.Done(offsets));
                over = true;
            }
        }

        private void scan(int i, LogPartition partition, List<LogRecord> found) {
            Part part = part(partition);
            if (offsets[i] < part.start) {
                if (!found.isEmpty()) {
                    say(new CatchUp.Found(List.copyOf(found)));
                    found.clear();
                }
                pass(i, part.start);
                say(new CatchUp.Lost(GapReason.RETENTION, i, offsets[i]));
            }
            int left = random.nextInt(6);
            for (Rec rec : part.recs) {
                if (rec.offset() < offsets[i] || rec.isCompacted()) {
                    continue;
                }
                if (left-- == 0) {
                    return;
                }
                LogRecord record = record(rec, partition);
                if (request.gathering().holds(rec.name(), record)) {
                    if (credit <= 0) {
                        return;
                    }
                    found.add(record);
                    credit -= record.weight();
                }
                pass(i, rec.offset() + 1);
            }
            if (left > 0) {
                pass(i, part.end);
            }
        }

        /** Everything before this offset has been looked at; there is nothing beyond the end of its place. */
        private void pass(int i, long offset) {
            offsets[i] = Math.max(offsets[i], Math.min(request.gathering().until(i), offset));
        }

        private void say(CatchUp.Said said) {
            request.loop().execute(() -> {
                if (!cancelled) {
                    request.listener().accept(said);
                }
            });
        }

        @Override
        public void grant(long bytes) {
            credit += bytes;
        }

        @Override
        public void cancel() {
            cancelled = true;
            over = true;
        }
    }

    @Override
    public CompletableFuture<Void> ready() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public History history() {
        throw new UnsupportedOperationException("nobody looks back here");
    }

    @Override
    public LatestEvents latest() {
        return latest;
    }

    @Override
    public Streams streams() {
        return ModelCluster.STREAMS;
    }

    @Override
    public CompletableFuture<Throwable> broken() {
        return new CompletableFuture<>();
    }

    @Override
    public LogStats stats() {
        return stats;
    }

    @Override
    public HotRing ring() {
        return ring;
    }

    @Override
    public CatchUp catchUp() {
        return catchUp;
    }

    @Override
    public Bounds bounds() {
        return bounds;
    }

    @Override
    public void attach(Executor loop, Consumer<Attachment> follower) {
        Attachment place = new Attachment(ring.end(), topology, positions.clone());
        loop.execute(() -> follower.accept(place));
    }
}
