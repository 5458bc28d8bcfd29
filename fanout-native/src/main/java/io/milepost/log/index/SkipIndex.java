package io.milepost.log.index;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * Which blocks of offsets cannot hold which keys, for every partition: what a node has read anyway and need not read again.
 *
 * <p>Bounded in bytes; the oldest blocks, by the time of their records, go first. Of what it does not know it says that
 * anything may be there. Any thread may ask and waits for nobody; those who add take turns.
 */
public final class SkipIndex {
    private static final ConcurrentNavigableMap<Long, Block> NONE = new ConcurrentSkipListMap<>();

    private final long most;
    private final Map<Integer, ConcurrentNavigableMap<Long, Block>> partitions = new ConcurrentHashMap<>();
    /** What all blocks weigh, while some are put in and others are dropped. */
    private long weight;
    /** The same, when that is done. */
    private volatile long bytes;

    /**
     * An index that knows nothing.
     *
     * @param most heap bytes that it takes, about; 0 for an index that never knows anything
     */
    public SkipIndex(long most) {
        this.most = most;
    }

    /**
     * How far back a reader can go.
     *
     * @param offset from where everything can be read
     * @param records that have to be read from there on, at most
     */
    public record Reach(long offset, long records) {}

    /** The first offset from {@code from} on at which a key of this hash may be; {@code until} if there is none below. */
    public long next(int partition, long hash, long from, long until) {
        long at = from;
        for (Block block : blocks(partition).tailMap(Block.number(from), true).values()) {
            if (at >= until || at < block.from() || block.mayHold(hash)) {
                break;
            }
            at = Math.max(at, block.until());
        }
        return Math.min(at, until);
    }

    /** The highest offset up to {@code before} directly below which a key of this hash may be; {@code floor} if there is none. */
    public long previous(int partition, long hash, long before, long floor) {
        long at = before;
        for (Block block : blocks(partition)
                .headMap(Block.number(before - 1), true)
                .descendingMap()
                .values()) {
            if (at <= floor || at > block.until() || block.mayHold(hash)) {
                break;
            }
            at = Math.min(at, block.from());
        }
        return Math.max(at, floor);
    }

    /** The lowest offset from which on, up to {@code before}, no block is known to be without a key of this hash. */
    public long runBelow(int partition, long hash, long before, long floor) {
        long at = before;
        while (at > floor) {
            Block block = blocks(partition).get(Block.number(at - 1));
            if (block != null && at <= block.until() && at > block.from() && !block.mayHold(hash)) {
                return at;
            }
            at = Block.startOf(at - 1);
        }
        return Math.max(at, floor);
    }

    /**
     * How far below {@code until}, but not below {@code from}, a reader gets who reads so many records at most of those blocks
     * in which a key of this hash may be. Of blocks that are not known, each offset counts as a record.
     */
    public Reach reach(int partition, long hash, long from, long until, long budget) {
        long records = 0;
        long top = previous(partition, hash, until, from);
        while (top > from) {
            long bottom = Math.max(from, Block.startOf(top - 1));
            Block block = blocks(partition).get(Block.number(top - 1));
            long held = block != null && block.isWhole() ? Math.min(block.records(), top - bottom) : top - bottom;
            if (records + held > budget) {
                return new Reach(top - (budget - records), budget);
            }
            records += held;
            top = previous(partition, hash, bottom, from);
        }
        return new Reach(from, records);
    }

    /** The highest offset up to {@code below} whose predecessor is in no block; 0 if all are. */
    public long unknownBelow(int partition, long below) {
        long at = below;
        while (at > 0) {
            Block block = blocks(partition).get(Block.number(at - 1));
            if (block == null || at > block.until() || at <= block.from()) {
                return at;
            }
            at = block.from();
        }
        return 0;
    }

    /** The offset after the highest block that is known; 0 if none is. */
    public long end(int partition) {
        Map.Entry<Long, Block> last = blocks(partition).lastEntry();
        return last == null ? 0 : last.getValue().until();
    }

    /** The offset after the block that holds this one. */
    public static long endOfBlock(long offset) {
        return Block.startOf(offset) + Block.SIZE;
    }

    boolean isWhole(int partition, long number) {
        Block block = blocks(partition).get(number);
        return block != null && block.isWhole();
    }

    /** Takes a block, unless as much is known of it. */
    synchronized void put(int partition, Block block) {
        ConcurrentNavigableMap<Long, Block> blocks =
                partitions.computeIfAbsent(partition, p -> new ConcurrentSkipListMap<>());
        Block known = blocks.get(block.number());
        if (known == null || known.until() - known.from() < block.until() - block.from()) {
            weigh(blocks.put(block.number(), block), block);
            while (weight > most) {
                dropOldest();
            }
            bytes = weight;
        }
    }

    /** Forgets what lies in other partitions than these. */
    public synchronized void retain(Collection<Integer> partitions) {
        this.partitions.forEach((partition, blocks) -> {
            if (!partitions.contains(partition)) {
                this.partitions.remove(partition);
                blocks.values().forEach(block -> weigh(block, null));
            }
        });
        bytes = weight;
    }

    /** Forgets what lies in blocks before the one with this offset: the broker no longer has it. */
    public synchronized void dropBefore(int partition, long start) {
        Map<Long, Block> gone = blocks(partition).headMap(Block.number(start), false);
        gone.values().forEach(block -> weigh(block, null));
        gone.clear();
        bytes = weight;
    }

    private void dropOldest() {
        @Nullable ConcurrentNavigableMap<Long, Block> oldest = null;
        long time = Long.MAX_VALUE;
        for (ConcurrentNavigableMap<Long, Block> blocks : partitions.values()) {
            Map.Entry<Long, Block> first = blocks.firstEntry();
            if (first != null && (oldest == null || first.getValue().time() < time)) {
                oldest = blocks;
                time = first.getValue().time();
            }
        }
        Map.Entry<Long, Block> dropped = oldest == null ? null : oldest.pollFirstEntry();
        if (dropped != null) {
            weigh(dropped.getValue(), null);
        }
    }

    private void weigh(@Nullable Block gone, @Nullable Block added) {
        weight += (added == null ? 0 : added.weight()) - (gone == null ? 0 : gone.weight());
    }

    private ConcurrentNavigableMap<Long, Block> blocks(int partition) {
        return partitions.getOrDefault(partition, NONE);
    }

    /** Heap bytes that it takes now, about. */
    public long bytes() {
        return bytes;
    }

    /** Whether a block more would drive out another. */
    public boolean isFull() {
        return bytes + 4L * Block.SIZE > most;
    }
}
