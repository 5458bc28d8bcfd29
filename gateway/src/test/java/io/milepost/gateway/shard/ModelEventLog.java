package io.milepost.gateway.shard;

import io.milepost.channel.Streams;
import io.milepost.gateway.shard.ModelTopic.Part;
import io.milepost.log.Bounds;
import io.milepost.log.EventLog;
import io.milepost.log.History;
import io.milepost.log.HotRing;
import io.milepost.log.LatestEvents;
import io.milepost.log.LogPartition;
import io.milepost.log.LogStats;
import io.milepost.log.Topology;
import io.milepost.log.TopologyChange;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** What a node has of a {@link ModelCluster}: the real ring, and what it knows of the broker's partitions. */
abstract class ModelEventLog implements EventLog {
    final ModelCluster cluster;
    final Random random;
    private final HotRing ring;
    private final Bounds bounds = new Bounds();
    private final LatestEvents latest = new LatestEvents();
    private final LogStats stats = new LogStats();
    private final ModelCatchUp catchUp;
    private final Map<LogPartition, Part> parts = new HashMap<>();
    private Topology topology;
    /** By index of the partition, where the tail is. */
    private long[] positions = {};

    ModelEventLog(ModelCluster cluster, Random random, int ringBytes) {
        this.cluster = cluster;
        this.random = random;
        this.ring = new HotRing(ringBytes);
        this.catchUp = new ModelCatchUp(this, random);
        this.topology = Topology.empty(cluster.streams);
    }

    final Topology topology() {
        return topology;
    }

    final Part part(LogPartition partition) {
        return parts.get(partition);
    }

    final long position(LogPartition partition) {
        return positions[partition.index()];
    }

    /** Where the tail is in all partitions there have been. */
    final long[] positions() {
        return positions.clone();
    }

    final void read(LogPartition partition, long to) {
        positions[partition.index()] = to;
    }

    /** Knows of these partitions from the start, without a word of it in the ring. */
    final void begin(Topology at) {
        know(at);
        positions = new long[at.size()];
    }

    /** Takes up other partitions; those that are new are read from their beginning. */
    final void change(Topology to) {
        Set<LogPartition> before = new HashSet<>(topology.partitions());
        know(to);
        positions = Arrays.copyOf(positions, to.size());
        to.partitions().stream().filter(p -> !before.contains(p)).forEach(p -> ring.begin(p, 0));
    }

    private void know(Topology now) {
        topology = now;
        for (LogPartition partition : now.partitions()) {
            parts.computeIfAbsent(
                    partition, p -> cluster.topic(p.stream()).parts.get(p.partition()));
        }
    }

    /** Has it said in the ring which partitions there are. */
    final void say() {
        ring.append(new TopologyChange(ring.end(), topology, positions.clone()));
    }

    /** The broker is asked from where to where it holds the partitions, at this time. */
    final void boundsAskedAt(long nanos) {
        long[] starts = new long[topology.size()];
        long[] ends = new long[topology.size()];
        Arrays.fill(ends, Long.MAX_VALUE);
        for (LogPartition partition : topology.partitions()) {
            starts[partition.index()] = part(partition).start;
            ends[partition.index()] = part(partition).end;
        }
        bounds.update(new Bounds.Snapshot(
                nanos,
                starts,
                ends,
                Map.of(),
                cluster.topics.stream()
                        .filter(topic -> topic.isCompacted)
                        .map(topic -> topic.stream)
                        .collect(Collectors.toSet())));
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
        return cluster.streams;
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
    public ModelCatchUp catchUp() {
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
