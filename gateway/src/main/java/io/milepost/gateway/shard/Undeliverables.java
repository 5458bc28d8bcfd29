package io.milepost.gateway.shard;

import io.milepost.channel.ChannelName;
import io.milepost.log.GapReason;
import io.milepost.log.LogRecord;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records that come to nobody: all are counted, and the log hears of one at most every few seconds, since neither a careless
 * producer nor a defect of ours stops at one. Confined to the event loop.
 */
final class Undeliverables {
    private static final Logger log = LoggerFactory.getLogger(Undeliverables.class);
    private static final long QUIET = TimeUnit.SECONDS.toNanos(10);

    private final ShardStats stats;
    private final LongSupplier nanos;
    private long quietUntil;
    private long defectsQuietUntil;

    Undeliverables(ShardStats stats, LongSupplier nanos) {
        this.stats = stats;
        this.nanos = nanos;
        this.quietUntil = nanos.getAsLong();
        this.defectsQuietUntil = quietUntil;
    }

    /** A record is no event. */
    void met(LogRecord record, ChannelName channel, String why) {
        stats.undeliverable.increment();
        stats.gap(GapReason.UNDELIVERABLE);
        if (nanos.getAsLong() - quietUntil >= 0) {
            quietUntil = nanos.getAsLong() + QUIET;
            log.warn("{}: undeliverable on {}: {} ({} so far)", record, channel, why, stats.undeliverable());
        }
    }

    /** A record is an event, and we cannot write it. */
    void unwritable(LogRecord record, ChannelName channel, RuntimeException defect) {
        stats.undeliverable.increment();
        if (nanos.getAsLong() - defectsQuietUntil >= 0) {
            defectsQuietUntil = nanos.getAsLong() + QUIET;
            String all = "{}: cannot be written on {} ({} undeliverable so far)";
            log.error(all, record, channel, stats.undeliverable(), defect);
        }
    }
}
