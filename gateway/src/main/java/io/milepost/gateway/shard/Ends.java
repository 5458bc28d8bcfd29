package io.milepost.gateway.shard;

import io.milepost.log.Bounds;
import io.milepost.log.LogPartition;
import java.util.List;

/** Offsets compared with where something ends. */
final class Ends {
    private Ends() {}

    /** Whether any of these offsets lies beyond its end. */
    static boolean exceed(long[] offsets, long[] ends) {
        for (int i = 0; i < offsets.length; i++) {
            if (offsets[i] > ends[i]) {
                return true;
            }
        }
        return false;
    }

    /** How far a reader is that stood at some offsets and has gone on, but is to go no further by itself than these bounds. */
    static long[] within(long[] stood, long[] reached, long[] bounds) {
        long[] offsets = new long[reached.length];
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = Math.max(stood[i], Math.min(reached[i], bounds[i]));
        }
        return offsets;
    }

    /**
     * Takes offsets beyond where the shard stands back to where the broker's log ends. Up to there its readers have been given
     * what there was, whatever the broker said before. Returns whether any lay beyond.
     */
    static boolean cut(long[] offsets, long[] shard, List<LogPartition> partitions, Bounds.Snapshot bounds) {
        boolean cut = false;
        for (int i = 0; i < offsets.length; i++) {
            long end = Math.max(shard[i], bounds.end(partitions.get(i)));
            if (offsets[i] > end) {
                offsets[i] = end;
                cut = true;
            }
        }
        return cut;
    }
}
