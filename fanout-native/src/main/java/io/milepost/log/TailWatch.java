package io.milepost.log;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the tail is so far behind that clients are better served by other nodes. It is when two looks in a row find more
 * records than the bound, so that a burst does not count; and it no longer is when one finds less than half as many, so that the
 * answer does not change to and fro. Records that wait for a transaction do not count: no other node has them either.
 *
 * <p>The topics' watch looks; any thread asks.
 */
final class TailWatch {
    private static final Logger log = LoggerFactory.getLogger(TailWatch.class);

    private final long most;
    private boolean wasMore;
    private long since;
    private volatile @Nullable String trouble;

    /**
     * Has found nothing yet.
     *
     * @param most records that it may be behind; 0 for any number
     */
    TailWatch(long most) {
        this.most = most;
    }

    /**
     * Looks.
     *
     * @param read by partition index, up to where the tail has read
     * @param now {@link System#nanoTime}
     */
    void look(Topology topology, long[] read, Bounds.Snapshot bounds, long now) {
        long behind = 0;
        for (LogPartition partition : topology.partitions()) {
            long end = bounds.readable(partition);
            if (end != Long.MAX_VALUE && partition.index() < read.length) {
                behind += Math.max(0, end - read[partition.index()]);
            }
        }
        boolean isMore = most > 0 && behind > most;
        if (trouble != null) {
            told(behind, now);
        } else if (isMore && wasMore) {
            since = now;
            String words = words(behind);
            log.warn("{}, so this node is not ready; its clients stay", words);
            trouble = words;
        }
        wasMore = isMore;
    }

    private void told(long behind, long now) {
        if (behind > most / 2) {
            trouble = words(behind);
        } else {
            trouble = null;
            log.info("the tail is near the end again after {} s", TimeUnit.NANOSECONDS.toSeconds(now - since));
        }
    }

    private String words(long behind) {
        return "the tail is " + behind + " records behind, more than " + (trouble == null ? most : most / 2);
    }

    /** What is wrong, in words for an operator; null if nothing is. Any thread. */
    @Nullable
    String trouble() {
        return trouble;
    }
}
