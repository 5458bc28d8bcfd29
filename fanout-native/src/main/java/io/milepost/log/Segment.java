package io.milepost.log;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What one poll brought: its records by channel name, and the position it covers to in each partition it touched. The
 * covered range may reach beyond the last record, since aborted and control records leave no other trace.
 */
public final class Segment implements RingEntry {
    private final long seq;
    private final List<Batch> batches;
    private final int[] partitions;
    private final long[] covered;
    private final long weight;
    private final long readAt;

    private Segment(long seq, List<Batch> batches, int[] partitions, long[] covered, long weight, long readAt) {
        this.seq = seq;
        this.batches = batches;
        this.partitions = partitions;
        this.covered = covered;
        this.weight = weight;
        this.readAt = readAt;
    }

    @Override
    public long seq() {
        return seq;
    }

    /** The records, one batch for each channel name. */
    public List<Batch> batches() {
        return batches;
    }

    /** Moves positions, held by partition index, to where this segment ends. */
    public void advance(long[] positions) {
        for (int i = 0; i < partitions.length; i++) {
            positions[partitions[i]] = covered[i];
        }
    }

    /** Roughly how many bytes of heap it holds. */
    public long weight() {
        return weight;
    }

    /** When the poll had brought it, as {@link System#nanoTime}. */
    public long readAt() {
        return readAt;
    }

    int touched() {
        return partitions.length;
    }

    int partition(int i) {
        return partitions[i];
    }

    long covered(int i) {
        return covered[i];
    }

    /** Gathers one segment. Confined to the ring's writer. */
    public static final class Builder {
        private final HotRing ring;
        private final long seq;
        private final List<Batch> batches = new ArrayList<>();
        private final Map<Integer, Long> covered = new HashMap<>();
        private final long readAt = System.nanoTime();
        private long weight;

        Builder(HotRing ring, long seq) {
            this.ring = ring;
            this.seq = seq;
        }

        /** Adds a record under its channel name; records of a partition come in the order of their offsets. */
        public Builder add(String name, LogRecord record) {
            Chain chain = ring.chain(name);
            Batch batch = chain.open(seq);
            if (batch == null) {
                batch = chain.begin(seq);
                batches.add(batch);
            }
            batch.add(record);
            weight += record.weight();
            return this;
        }

        /** Says that the partition was read up to this offset, which is the next to read. */
        public Builder cover(LogPartition partition, long next) {
            covered.put(partition.index(), next);
            return this;
        }

        boolean isEmpty() {
            return covered.isEmpty();
        }

        /** The segment. Nothing can be added afterwards. */
        public Segment build() {
            int[] partitions = new int[covered.size()];
            long[] positions = new long[partitions.length];
            int i = 0;
            for (Map.Entry<Integer, Long> entry : covered.entrySet()) {
                partitions[i] = entry.getKey();
                positions[i++] = entry.getValue();
            }
            return new Segment(seq, List.copyOf(batches), partitions, positions, weight, readAt);
        }
    }
}
