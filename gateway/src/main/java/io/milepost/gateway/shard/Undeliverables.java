package io.milepost.gateway.shard;

import io.milepost.channel.ChannelName;
import io.milepost.log.GapReason;
import io.milepost.log.LogRecord;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records that are no events: all are counted, and the log hears of one at most every few seconds, since a careless
 * producer writes more than one. Confined to the event loop.
 */
final class Undeliverables {
    private static final Logger log = LoggerFactory.getLogger(Undeliverables.class);
    private static final long QUIET = TimeUnit.SECONDS.toNanos(10);

    private final ShardStats stats;
    private final LongSupplier nanos;
    private long quietUntil;

    Undeliverables(ShardStats stats, LongSupplier nanos) {
        this.stats = stats;
        this.nanos = nanos;
        this.quietUntil = nanos.getAsLong();
    }

    void met(LogRecord record, ChannelName channel, String why) {
        stats.undeliverable.increment();
        stats.gap(GapReason.UNDELIVERABLE);
        if (nanos.getAsLong() - quietUntil >= 0) {
            quietUntil = nanos.getAsLong() + QUIET;
            log.warn("{}: undeliverable on {}: {} ({} so far)", record, channel, why, stats.undeliverable());
        }
    }
}
