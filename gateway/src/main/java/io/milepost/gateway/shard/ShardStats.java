package io.milepost.gateway.shard;

import java.util.concurrent.atomic.LongAdder;

/** Counts of all shards of a node since its start. */
public final class ShardStats {
    final LongAdder deliveries = new LongAdder();
    final LongAdder replayed = new LongAdder();
    final LongAdder demotions = new LongAdder();
    final LongAdder gaps = new LongAdder();
    final LongAdder outrun = new LongAdder();
    final LongAdder undeliverable = new LongAdder();

    /** Events handed to sockets of live subscriptions. */
    public long deliveries() {
        return deliveries.sum();
    }

    /** Events handed to sockets of subscriptions that were behind. */
    public long replayed() {
        return replayed.sum();
    }

    /** Live subscriptions that were too slow and became cursors again. */
    public long demotions() {
        return demotions.sum();
    }

    /** Gaps announced. */
    public long gaps() {
        return gaps.sum();
    }

    /** Records met that are no events, once for each channel and time they were met. */
    public long undeliverable() {
        return undeliverable.sum();
    }

    /** Times that a shard found its own place gone from the ring. */
    public long outrun() {
        return outrun.sum();
    }
}
