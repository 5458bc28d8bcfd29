package io.milepost.log;

import io.milepost.channel.StreamSpec;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Partitions of which nobody gets more because a transaction in them does not end. One that has not moved for a dozen looks is
 * said, once, and again when it moves; for how long each stream stands still is counted from the first look. Confined to the topics'
 * watch.
 */
final class HangingTransactions {
    private static final Logger log = LoggerFactory.getLogger(HangingTransactions.class);
    private static final int PATIENCE = 12;

    private final Map<LogPartition, Standstill> standing = new HashMap<>();
    private final LogStats stats;

    HangingTransactions(LogStats stats) {
        this.stats = stats;
    }

    /** Since when and for how many looks a partition has been readable up to the same offset, with more behind it. */
    private record Standstill(long at, long since, int looks) {}

    /** Looks at what the broker has just said. */
    void look(Topology topology, Bounds.Snapshot bounds) {
        standing.keySet().retainAll(topology.partitions());
        for (LogPartition partition : topology.partitions()) {
            long end = bounds.end(partition);
            long readable = bounds.readable(partition);
            Standstill before = standing.get(partition);
            if (before != null && before.at() != readable) {
                moved(partition, before, bounds.askedAt());
                before = null;
            }
            if (end == Long.MAX_VALUE || readable >= end) {
                standing.remove(partition);
            } else {
                Standstill now = before == null
                        ? new Standstill(readable, bounds.askedAt(), 0)
                        : new Standstill(readable, before.since(), before.looks() + 1);
                standing.put(partition, now);
                if (now.looks() == PATIENCE) {
                    log.warn(
                            "{}@{}: a transaction has not ended for {} s, and nobody gets the {} records from there on before it does",
                            partition.topicPartition(),
                            readable,
                            seconds(bounds.askedAt() - now.since()),
                            end - readable);
                }
            }
        }
        Map<StreamSpec, Duration> longest = new HashMap<>();
        standing.forEach((partition, standstill) -> longest.merge(
                partition.stream(),
                Duration.ofNanos(bounds.askedAt() - standstill.since()),
                (one, other) -> one.compareTo(other) > 0 ? one : other));
        stats.standstills = Map.copyOf(longest);
    }

    private static void moved(LogPartition partition, Standstill before, long now) {
        if (before.looks() >= PATIENCE) {
            log.info(
                    "{}@{}: the transaction has ended after {} s",
                    partition.topicPartition(),
                    before.at(),
                    seconds(now - before.since()));
        }
    }

    private static long seconds(long nanos) {
        return TimeUnit.NANOSECONDS.toSeconds(nanos);
    }
}
