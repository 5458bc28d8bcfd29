package io.milepost.log.index;

import java.util.Arrays;

/**
 * A run of offsets within one block of a partition, and a Bloom filter over the keys in it: it never says of a key that is there
 * that it is not, and of one that is not there that it may be, about once in 2,000 times. Immutable.
 */
final class Block {
    /** Offsets of a whole block. */
    static final int SIZE = 1024;

    private static final int BITS_PER_KEY = 16;
    private static final int PROBES = 8;
    private static final long[] NOTHING = {};
    /** Heap bytes beside the filter's bits: this, its array's header, and its place in the index. Measured, see ADR 15. */
    private static final int OVERHEAD = 128;

    private final long from;
    private final long until;
    private final int records;
    private final long time;
    private final long[] bits;

    /**
     * Takes what was read.
     *
     * @param hashes of the records' keys; sorted in place
     * @param count how many of them there are; records without a key have none
     * @param records how many records there are
     * @param time the newest record's time
     */
    Block(long from, long until, long[] hashes, int count, int records, long time) {
        this.from = from;
        this.until = until;
        this.records = records;
        this.time = time;
        this.bits = filter(hashes, distinct(hashes, count));
    }

    private static int distinct(long[] hashes, int count) {
        Arrays.sort(hashes, 0, count);
        int distinct = 0;
        for (int i = 0; i < count; i++) {
            if (i == 0 || hashes[i] != hashes[distinct - 1]) {
                hashes[distinct++] = hashes[i];
            }
        }
        return distinct;
    }

    private static long[] filter(long[] hashes, int count) {
        if (count == 0) {
            return NOTHING;
        }
        long[] bits = new long[(count * BITS_PER_KEY + Long.SIZE - 1) / Long.SIZE];
        for (int i = 0; i < count; i++) {
            int step = step(hashes[i]);
            int probe = (int) hashes[i];
            for (int p = 0; p < PROBES; p++, probe += step) {
                int bit = place(probe, bits.length);
                bits[bit / Long.SIZE] |= 1L << bit;
            }
        }
        return bits;
    }

    /** Whether a record with a key of this hash may be in the run. */
    boolean mayHold(long hash) {
        if (bits.length == 0) {
            return false;
        }
        int step = step(hash);
        int probe = (int) hash;
        for (int p = 0; p < PROBES; p++, probe += step) {
            int bit = place(probe, bits.length);
            if ((bits[bit / Long.SIZE] & (1L << bit)) == 0) {
                return false;
            }
        }
        return true;
    }

    private static int step(long hash) {
        return (int) (hash >>> 32) | 1;
    }

    private static int place(int probe, int words) {
        return (int) (((probe & 0xffffffffL) * words * Long.SIZE) >>> 32);
    }

    /** The number of the block that holds this offset. */
    static long number(long offset) {
        return offset / SIZE;
    }

    /** The first offset of the block that holds this one. */
    static long startOf(long offset) {
        return number(offset) * SIZE;
    }

    long number() {
        return number(from);
    }

    /** The first offset of the run. */
    long from() {
        return from;
    }

    /** The offset after the run. */
    long until() {
        return until;
    }

    boolean isWhole() {
        return until - from == SIZE;
    }

    int records() {
        return records;
    }

    long time() {
        return time;
    }

    /** Heap bytes that it takes, with its place in the index. */
    int weight() {
        return OVERHEAD + bits.length * Long.BYTES;
    }
}
