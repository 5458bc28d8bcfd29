package io.milepost.log;

import io.milepost.channel.StreamSpec;
import java.util.Map;
import java.util.Set;

/**
 * From where to where the broker holds each partition, as last asked.
 *
 * <p>A snapshot is some seconds old: the start may have risen since, the end certainly has.
 */
public final class Bounds {
    private volatile Snapshot latest = new Snapshot(Long.MIN_VALUE, new long[0], new long[0]);

    /**
     * What the broker said.
     *
     * @param askedAt {@link System#nanoTime} before it was asked
     * @param starts by run of offsets, the first offset that can be read
     * @param ends by run of offsets, the offset after the last record
     * @param readable by run of offsets, up to where a reader of what is decided can read
     * @param undecided by stream, how many records stand at the ends that nobody gets yet, because a transaction among them
     *     has neither been committed nor aborted
     * @param compacted streams in whose topics a newer record takes the place of an older one with the same key
     */
    public record Snapshot(
            long askedAt,
            long[] starts,
            long[] ends,
            long[] readable,
            Map<StreamSpec, Long> undecided,
            Set<StreamSpec> compacted) {
        /** Copies the collections. */
        public Snapshot {
            undecided = Map.copyOf(undecided);
            compacted = Set.copyOf(compacted);
        }

        /** Where everything is decided and nothing compacted. */
        public Snapshot(long askedAt, long[] starts, long[] ends) {
            this(askedAt, starts, ends, Map.of(), Set.of());
        }

        /** Where everything is decided. */
        public Snapshot(
                long askedAt, long[] starts, long[] ends, Map<StreamSpec, Long> undecided, Set<StreamSpec> compacted) {
            this(askedAt, starts, ends, ends, undecided, compacted);
        }

        /** The first offset that could be read when the broker was asked, or 0 if it has not been asked about it. */
        public long start(LogPartition partition) {
            return partition.run() < starts.length ? starts[partition.run()] : 0;
        }

        /** The end when the broker was asked, or as far as can be if it has not been asked about it. */
        public long end(LogPartition partition) {
            return partition.run() < ends.length ? ends[partition.run()] : Long.MAX_VALUE;
        }

        /** Up to where a partition could be read; as far as can be if that has not been asked. */
        long readable(LogPartition partition) {
            return partition.run() < readable.length ? readable[partition.run()] : Long.MAX_VALUE;
        }

        /** How many records of a stream, transactions' markers among them, wait for a transaction's end. */
        public long undecided(StreamSpec stream) {
            return undecided.getOrDefault(stream, 0L);
        }

        /** Whether a newer record of this stream takes the place of an older one with the same key. */
        boolean isCompacted(StreamSpec stream) {
            return compacted.contains(stream);
        }
    }

    /** What the broker said last. */
    public Snapshot latest() {
        return latest;
    }

    /** Takes what the broker said. */
    public void update(Snapshot snapshot) {
        latest = snapshot;
    }
}
