package io.milepost.log;

import io.milepost.log.index.Key;
import io.milepost.log.index.LastOffsets;
import io.milepost.log.index.SkipIndex;
import io.milepost.log.index.SkipIndex.Reach;

/**
 * Where behind the ring records of a key may be, by all that the node remembers. It never says that there is nothing where
 * there is something. Any thread may ask.
 */
final class Whereabouts {
    private final HotRing ring;
    private final SkipIndex index;
    private final LastOffsets last;

    Whereabouts(HotRing ring, SkipIndex index, LastOffsets last) {
        this.ring = ring;
        this.index = index;
        this.last = last;
    }

    /** The first offset from here on at which a record may be that the ring does not hold; if there is none, one that it holds. */
    long next(LogPartition partition, Key key, long from) {
        long start = ring.startOf(partition);
        long end = end(partition, key, start);
        long next = from < end ? index.next(partition.run(), key.hash(), from, end) : end;
        return next < end ? next : Math.max(from, start);
    }

    /**
     * How far back from the ring, or from an offset before it, a reader gets who reads so many records at most, but not below
     * another.
     */
    Reach reach(LogPartition partition, Key key, long from, long until, long budget) {
        long end = Math.min(until, end(partition, key, ring.startOf(partition)));
        return from < end ? index.reach(partition.run(), key.hash(), from, end, budget) : new Reach(from, 0);
    }

    /** Asked after the ring's start, since the ring is told later than what is remembered of keys. */
    private long end(LogPartition partition, Key key, long ringStart) {
        return Math.min(ringStart, last.end(partition.run(), key.hash()));
    }
}
