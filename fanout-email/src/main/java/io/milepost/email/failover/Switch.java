package io.milepost.email.failover;

import io.milepost.email.EmailException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which of two providers messages go to now. It stands at the first until that has failed for some time with no success in
 * between, and then at the second until the first is found to be well again. Guarded by itself.
 */
final class Switch {
    private static final Logger LOG = LoggerFactory.getLogger(Switch.class);

    private final FailoverConfig config;
    private final LongSupplier nanos;

    private boolean second;
    /** Whether the first has failed, and nothing else has happened to it since {@link #failingSince}. */
    private boolean failing;

    private long failingSince;
    private long nextProbe;

    Switch(FailoverConfig config, LongSupplier nanos) {
        this.config = config;
        this.nanos = nanos;
    }

    /** Whether messages go to the second one. */
    synchronized boolean atSecond() {
        return second;
    }

    /** Whether it is time to ask the first how it is; the same question is not told to be due twice. */
    synchronized boolean probeDue() {
        if (!second || nanos.getAsLong() - nextProbe < 0) {
            return false;
        }
        nextProbe = nanos.getAsLong() + config.back().toNanos();
        return true;
    }

    /** Notes how a message fared at the first. */
    synchronized void first(@Nullable Throwable failure) {
        if (second) {
            return;
        }
        if (!isAway(failure)) {
            failing = false;
            return;
        }
        long now = nanos.getAsLong();
        if (!failing) {
            failing = true;
            failingSince = now;
        }
        if (now - failingSince >= config.after().toNanos()) {
            second = true;
            nextProbe = now + config.back().toNanos();
            LOG.warn("The provider of mail has failed for {}: the other one takes over", config.after());
        }
    }

    /** Notes that the first is well again. */
    synchronized void well() {
        if (second) {
            second = false;
            failing = false;
            LOG.info("The provider of mail is well again, and takes over from the other one");
        }
    }

    /** What any other answer says is that there is somebody who answers. */
    private static boolean isAway(@Nullable Throwable failure) {
        return failure instanceof EmailException.Unavailable
                || failure instanceof EmailException.Configuration
                || failure instanceof EmailException.Unknown;
    }
}
