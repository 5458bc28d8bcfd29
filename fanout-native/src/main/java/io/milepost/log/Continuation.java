package io.milepost.log;

import io.milepost.channel.StreamSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * How the tail goes on after the log's partitions changed.
 *
 * @param starts where partitions begin; those not named go on where the tail stands in them
 */
record Continuation(Topology topology, Map<LogPartition, Long> starts) {
    /**
     * What the broker describes, after what was known so far. A topic made anew begins at 0, and so do new partitions.
     *
     * @param settled what the broker held when it had not described anything new yet
     */
    static Continuation describe(Topology known, List<Topics.Found> found, Bounds.Snapshot settled) {
        Topology topology = known;
        Map<LogPartition, Long> starts = new HashMap<>();
        for (Topics.Found topic : found) {
            List<LogPartition> before = known.partitions(topic.stream());
            boolean sameTopic = !before.isEmpty() && before.get(0).topicHash() == topic.topicHash();
            if (sameTopic && before.size() >= topic.partitions()) {
                // Partitions never become fewer: who says so has not heard of the newest.
                continue;
            }
            topology = topology.with(topic.stream(), topic.topicHash(), topic.partitions(), settled.ends());
            List<LogPartition> after = topology.partitions(topic.stream());
            after.subList(sameTopic ? before.size() : 0, after.size()).forEach(fresh -> starts.put(fresh, 0L));
        }
        return new Continuation(topology, starts);
    }

    /**
     * The same, with what others have seen of the topics.
     *
     * @param bounds where the log ends now: of what was cut off since they saw it, nothing is known
     */
    Continuation recalling(Map<StreamSpec, Growth> growths, Bounds.Snapshot bounds) {
        Topology recalled = topology;
        for (Map.Entry<StreamSpec, Growth> seen : growths.entrySet()) {
            Growth growth = seen.getValue();
            for (LogPartition partition : topology.partitions(seen.getKey())) {
                growth = growth.cut(partition.partition(), bounds.end(partition));
            }
            recalled = recalled.recalling(seen.getKey(), growth);
        }
        return new Continuation(recalled, starts);
    }

    /** As described, but beginning a little before the end, or where a transaction is open, so that the ring holds what returning clients ask for first. */
    Continuation warmedUp(Bounds.Snapshot bounds, int records) {
        Map<LogPartition, Long> warm = new HashMap<>();
        int each = Math.max(1, records / Math.max(1, starts.size()));
        starts.keySet()
                .forEach(partition -> warm.put(
                        partition,
                        Math.max(
                                bounds.start(partition),
                                Math.min(bounds.end(partition), bounds.readable(partition)) - each)));
        return new Continuation(topology, warm);
    }

    /**
     * Partitions in which the tail asked for an offset that is not there: it lies before the start, because retention was
     * quicker, or after the end, because the log was cut.
     *
     * @param cuts where it was cut, if the broker said so
     */
    static Continuation breakAt(
            Topology known,
            Map<TopicPartition, Long> positions,
            Map<TopicPartition, Long> cuts,
            Bounds.Snapshot bounds) {
        Topology topology = known;
        Map<LogPartition, Long> starts = new HashMap<>();
        for (LogPartition partition : known.partitions()) {
            Long position = positions.get(partition.topicPartition());
            if (position != null) {
                long start = bounds.start(partition);
                boolean overtaken = position < start;
                long end = Math.min(position, bounds.end(partition));
                long at = overtaken ? start : Math.min(end, cuts.getOrDefault(partition.topicPartition(), end));
                topology = topology.withBreak(partition, overtaken ? LogPartition.WHOLE : at);
                starts.put(find(topology, partition.stream(), partition.partition()), at);
            }
        }
        return new Continuation(topology, starts);
    }

    private static LogPartition find(Topology topology, StreamSpec stream, int partition) {
        return topology.partitions(stream).get(partition);
    }
}
