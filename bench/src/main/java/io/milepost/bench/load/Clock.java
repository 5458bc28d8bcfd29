package io.milepost.bench.load;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The time that senders write into events and receivers compare with. */
public final class Clock {
    @SuppressWarnings("TimeInStaticInitializer") // The two clocks are tied together once.
    private static final long OFFSET =
            ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()) - System.nanoTime() / 1_000;

    private Clock() {}

    /** Microseconds since 1970, sixteen digits, never going back. */
    public static long micros() {
        return at(System.nanoTime());
    }

    /** The same of a time of {@link System#nanoTime}. */
    static long at(long nanoTime) {
        return nanoTime / 1_000 + OFFSET;
    }
}
