package io.milepost.log;

import io.milepost.log.index.LastOffsets;
import io.milepost.log.index.SkipIndex;

/** What a node remembers of where keys lie. The tail, the scans and the index's own reader add to it. */
record Memory(SkipIndex index, LastOffsets last) {
    /** Keys in each of the two generations of last offsets: 8 MB for both, by two numbers a key at half the load. */
    private static final int KEYS = 131_072;

    /** Remembers nothing yet. */
    static Memory of(LogConfig.Absences absences, LogStats stats) {
        SkipIndex index = new SkipIndex(absences.indexBytes());
        stats.indexBytes = index::bytes;
        return new Memory(index, new LastOffsets(KEYS));
    }

    /** Up to where in a partition the tail or a scan has read: what lies before may be read for the index. */
    long knownUntil(LogPartition partition) {
        return Math.max(last.floor(partition.run()), index.end(partition.run()));
    }

    Whereabouts whereabouts(HotRing ring) {
        return new Whereabouts(ring, index, last);
    }
}
