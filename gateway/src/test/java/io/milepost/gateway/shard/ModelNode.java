package io.milepost.gateway.shard;

import io.milepost.gateway.shard.ModelTopic.Part;
import io.milepost.log.Bounds;
import io.milepost.log.LogPartition;
import io.milepost.log.Segment;
import io.milepost.log.Topology;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.LongSupplier;

/** One node's log of several: a tail that lags, a topology and bounds that are learned late. */
final class ModelNode extends ModelEventLog {
    private final LongSupplier clock;
    private Bounds.Snapshot settled;
    private final List<Pending> pending = new ArrayList<>();

    /** What the broker describes. */
    private record Found(ModelTopic topic, int partitions) {}

    /** A look that saw a change, which is followed when the tail has read up to these ends. */
    private record Pending(Map<LogPartition, Long> ends, List<Found> found, Bounds.Snapshot asked) {}

    /**
     * A node that begins now.
     *
     * @param knows whether others have told it of the numbers of partitions that there were
     */
    ModelNode(ModelCluster cluster, Random random, LongSupplier clock, boolean knows) {
        super(cluster, random, random.nextInt(5) == 0 ? 1 : 1_500 + random.nextInt(20_000));
        this.clock = clock;
        Topology all = topology();
        for (ModelTopic topic : cluster.topics) {
            if (knows) {
                for (int size : topic.sizes) {
                    all = all.with(topic.stream, topic.hash, size, new long[0]);
                }
            } else {
                all = all.with(topic.stream, topic.hash, topic.size());
            }
        }
        begin(all);
        for (LogPartition partition : all.partitions()) {
            Part part = part(partition);
            read(partition, Math.max(part.start, part.end - random.nextInt(4)));
            ring().begin(partition, position(partition));
        }
        say();
        ask();
        settled = bounds().latest();
    }

    /** Whether it has taken up all partitions of a topic. */
    boolean knows(ModelTopic topic) {
        return count(topic) == topic.size();
    }

    private int count(ModelTopic topic) {
        return (int) topology().partitions().stream()
                .filter(p -> p.stream().equals(topic.stream))
                .count();
    }

    /** Where the tail is in a partition; 0 if it does not know of it. */
    long position(ModelTopic topic, int partition) {
        return topology().partitions().stream()
                .filter(p -> p.stream().equals(topic.stream) && p.partition() == partition)
                .mapToLong(this::position)
                .findFirst()
                .orElse(0);
    }

    private void ask() {
        boundsAskedAt(clock.getAsLong());
    }

    private Topology describe(List<Found> found) {
        Topology to = topology();
        for (Found one : found) {
            if (count(one.topic) < one.partitions) {
                to = to.with(one.topic.stream, one.topic.hash, one.partitions, settled.ends());
            }
        }
        return to;
    }

    /** The topic watch. */
    void look() {
        Bounds.Snapshot asked = bounds().latest();
        List<Found> found =
                cluster.topics.stream().map(t -> new Found(t, t.size())).toList();
        if (describe(found) != topology()) {
            Map<LogPartition, Long> ends = new HashMap<>();
            topology().partitions().forEach(p -> ends.put(p, part(p).end));
            pending.add(new Pending(ends, found, asked));
        } else {
            settled = asked;
        }
        ask();
        follow();
    }

    private void follow() {
        while (!pending.isEmpty()
                && pending.get(0).ends.entrySet().stream().allMatch(e -> position(e.getKey()) >= e.getValue())) {
            Pending due = pending.remove(0);
            Topology to = describe(due.found);
            if (to != topology()) {
                change(to);
                say();
                settled = due.asked;
            }
        }
    }

    /** The tail reads some. Returns whether there was anything. */
    boolean poll() {
        Segment.Builder segment = ring().segment();
        boolean any = false;
        for (LogPartition partition : topology().partitions()) {
            Part part = part(partition);
            long at = position(partition);
            if (at >= part.end || random.nextInt(3) == 0) {
                continue;
            }
            long to = random.nextBoolean() ? part.end : Math.min(part.end, at + 1 + random.nextInt(4));
            for (ModelRecord record : part.records) {
                if (record.offset() >= at && record.offset() < to && !record.isCompacted()) {
                    segment.add(record.name(), record.in(partition));
                }
            }
            segment.cover(partition, to);
            read(partition, to);
            any = true;
        }
        if (any) {
            ring().append(segment.build());
        }
        follow();
        return any;
    }

    /** Whether it has taken up and read everything. */
    boolean isCurrent() {
        return cluster.topics.stream().allMatch(this::knows)
                && topology().partitions().stream().allMatch(p -> position(p) >= part(p).end);
    }
}
