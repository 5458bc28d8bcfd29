package io.milepost.log;

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
     * @param starts by partition index, the first offset that can be read
     * @param ends by partition index, the offset after the last record
     */
    public record Snapshot(long askedAt, long[] starts, long[] ends) {
        /** The first offset that could be read when the broker was asked, or 0 if it has not been asked about it. */
        public long start(LogPartition partition) {
            return partition.index() < starts.length ? starts[partition.index()] : 0;
        }

        /** The end when the broker was asked, or as far as can be if it has not been asked about it. */
        public long end(LogPartition partition) {
            return partition.index() < ends.length ? ends[partition.index()] : Long.MAX_VALUE;
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
