package io.milepost.gateway.shard;

import io.milepost.log.Bounds;
import io.milepost.log.LogPartition;
import io.milepost.log.Topology;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A stream of which a shard has read all but so many records.
 *
 * @param partitions of its topic
 * @param records written and not read, as far as is known: where the log ends was asked some seconds ago
 */
public record Behind(String stream, int partitions, long records) {
    /** All streams whose topic there is, for a shard that stands at these positions. */
    static List<Behind> of(Topology topology, long[] positions, Bounds.Snapshot bounds) {
        Map<String, Behind> streams = new LinkedHashMap<>();
        for (LogPartition partition : topology.partitions()) {
            long end = bounds.end(partition);
            long lag = end == Long.MAX_VALUE ? 0 : Math.max(0, end - positions[partition.index()]);
            String stream = partition.stream().name();
            streams.merge(
                    stream,
                    new Behind(stream, 1, lag),
                    (a, b) -> new Behind(stream, a.partitions() + 1, a.records() + b.records()));
        }
        return List.copyOf(streams.values());
    }
}
