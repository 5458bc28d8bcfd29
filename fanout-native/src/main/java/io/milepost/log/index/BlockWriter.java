package io.milepost.log.index;

/** Makes blocks of what one contiguous scan of a partition brings. Confined to the scan's thread. */
public final class BlockWriter {
    private final SkipIndex index;
    private final int partition;
    private final long[] hashes = new long[Block.SIZE];
    private long from;
    private long at;
    private int count;
    private int records;
    private long time;
    private boolean known;

    /** A writer whose scan has not begun; see {@link #jump}. */
    public BlockWriter(SkipIndex index, int partition) {
        this.index = index;
        this.partition = partition;
    }

    /** The scan goes on from this offset. What it has not finished is forgotten. */
    public void jump(long offset) {
        time = 0;
        open(offset);
    }

    /**
     * The scan has read a record with a key of this hash.
     *
     * @param recordTime in milliseconds since 1970
     */
    public void take(long hash, long offset, long recordTime) {
        takeKeyless(offset, recordTime);
        if (!known) {
            hashes[count++] = hash;
        }
    }

    /** The scan has read a record without a key. */
    public void takeKeyless(long offset, long recordTime) {
        if (offset - Block.startOf(at) >= Block.SIZE) {
            reached(offset);
        }
        at = offset;
        time = Math.max(time, recordTime);
        records++;
    }

    /** The scan has read everything before this offset. */
    public void reached(long next) {
        for (long end = Block.startOf(at) + Block.SIZE; end <= next; end += Block.SIZE) {
            put(end);
            open(end);
        }
        at = Math.max(at, next);
    }

    /** The scan ends before this offset, and somebody wants to know of the part of a block that it has read last. */
    public void end(long next) {
        reached(next);
        if (next > from) {
            put(next);
            open(next);
        }
    }

    private void put(long until) {
        if (!known) {
            index.put(partition, new Block(from, until, hashes, count, records, time));
        }
    }

    private void open(long offset) {
        from = offset;
        at = offset;
        count = 0;
        records = 0;
        known = index.isWhole(partition, Block.number(offset));
    }
}
