package io.milepost.log.index;

import java.util.Arrays;

/**
 * Where the tail has seen each key last. Bounded: keys stand in two generations, and when the younger one is full, the older
 * one is forgotten and a floor says up to where that may matter. One thread writes; any may ask.
 */
public final class LastOffsets {
    private final int most;
    private Generation young;
    private Generation old;
    /** By partition: what is in neither generation was seen before this offset, or by nobody. */
    private long[] floors = {};
    /** By partition: where the younger generation begins. */
    private long[] began = {};
    /** By partition: up to where the tail has read. */
    private long[] reached = {};

    /**
     * Nothing seen yet.
     *
     * @param most keys in each of the two generations
     */
    public LastOffsets(int most) {
        this.most = most;
        this.young = new Generation();
        this.old = new Generation();
    }

    /** The tail begins to read a partition. */
    public synchronized void begin(int partition, long offset) {
        if (partition >= floors.length) {
            floors = longer(floors, partition);
            began = longer(began, partition);
            reached = longer(reached, partition);
        }
        floors[partition] = offset;
        began[partition] = offset;
        reached[partition] = offset;
    }

    private static long[] longer(long[] offsets, int partition) {
        long[] longer = Arrays.copyOf(offsets, Math.max(partition + 1, offsets.length * 2));
        Arrays.fill(longer, offsets.length, longer.length, Long.MAX_VALUE);
        return longer;
    }

    /**
     * The tail has read on.
     *
     * @param hashes of the records' keys
     * @param offsets of the same records, rising
     * @param next everything before this offset was read
     */
    public synchronized void take(int partition, long[] hashes, long[] offsets, int count, long next) {
        if (young.size() + count > most && young.size() > 0) {
            floors = began;
            began = reached.clone();
            old = young;
            young = new Generation();
        }
        for (int i = 0; i < count; i++) {
            young.put(slot(partition, hashes[i]), offsets[i] + 1);
        }
        reached[partition] = next;
    }

    /**
     * From which offset on, as far as the tail has read, no record has a key of this hash. Exact for keys it remembers; for others
     * the lowest offset of which it can be sure; the highest there is for a partition that the tail does not read.
     */
    public synchronized long end(int partition, long hash) {
        long slot = slot(partition, hash);
        long end = young.get(slot);
        if (end == 0) {
            end = old.get(slot);
        }
        return end != 0 ? end : partition < floors.length ? floors[partition] : Long.MAX_VALUE;
    }

    /** Where the tail began to read a partition, or a later place before which it has read everything; 0 if it has not begun. */
    public synchronized long floor(int partition) {
        return partition < floors.length && floors[partition] != Long.MAX_VALUE ? floors[partition] : 0;
    }

    /** Keys that it remembers; those in both generations count twice. */
    public synchronized int size() {
        return young.size() + old.size();
    }

    private static long slot(int partition, long hash) {
        return hash + partition * 0x9e3779b97f4a7c15L;
    }

    /** Open addressing from a hash to the offset after its last record; 0 for none. */
    private static final class Generation {
        private long[] keys = new long[64];
        private long[] ends = new long[64];
        private int size;

        int size() {
            return size;
        }

        long get(long key) {
            return ends[place(keys, ends, key)];
        }

        void put(long key, long end) {
            int place = place(keys, ends, key);
            if (ends[place] == 0) {
                keys[place] = key;
                size++;
            }
            ends[place] = Math.max(ends[place], end);
            if (size * 2 > keys.length) {
                grow();
            }
        }

        private void grow() {
            long[] moreKeys = new long[keys.length * 2];
            long[] moreEnds = new long[keys.length * 2];
            for (int i = 0; i < keys.length; i++) {
                if (ends[i] != 0) {
                    int place = place(moreKeys, moreEnds, keys[i]);
                    moreKeys[place] = keys[i];
                    moreEnds[place] = ends[i];
                }
            }
            keys = moreKeys;
            ends = moreEnds;
        }

        private static int place(long[] keys, long[] ends, long key) {
            int place = (int) (key ^ (key >>> 32)) & (keys.length - 1);
            while (ends[place] != 0 && keys[place] != key) {
                place = (place + 1) & (keys.length - 1);
            }
            return place;
        }
    }
}
