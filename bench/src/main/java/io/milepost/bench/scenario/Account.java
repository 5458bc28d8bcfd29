package io.milepost.bench.scenario;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * What must have arrived, and what has.
 *
 * @param expected deliveries that there must be
 * @param arrived deliveries that there were when the wait for them was over
 * @param isMoving whether more was still coming then
 */
record Account(long expected, long arrived, boolean isMoving) {
    private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(2);

    /**
     * How long to wait for what is still on its way.
     *
     * @param standstill nanoseconds without any more after which no more will come
     * @param bound nanoseconds in all
     */
    record Patience(long standstill, long bound) {
        /** Longer than pauses of a JVM are, and than the first rate of all takes on a machine that is busy with other things. */
        static final Patience USUAL = new Patience(TimeUnit.SECONDS.toNanos(3), TimeUnit.SECONDS.toNanos(120));
    }

    /**
     * Waits until as many have come as must, no more come, or the time is over.
     *
     * @param deliveries so far
     * @param before deliveries that count for nothing here
     */
    static Account settle(LongSupplier deliveries, long before, long expected, Patience patience) {
        long began = System.nanoTime();
        long moved = began;
        long last = -1;
        while (true) {
            long arrived = deliveries.getAsLong() - before;
            long now = System.nanoTime();
            if (arrived >= expected) {
                return new Account(expected, arrived, false);
            }
            if (arrived > last) {
                last = arrived;
                moved = now;
            }
            if (now - moved >= patience.standstill()) {
                return new Account(expected, arrived, false);
            }
            if (now - began >= patience.bound()) {
                return new Account(expected, arrived, true);
            }
            LockSupport.parkNanos(LOOK);
        }
    }

    /** Whether everything came, and nothing twice. */
    boolean isExact() {
        return arrived == expected;
    }

    @Override
    public String toString() {
        return isExact() ? "all came" : "%,d of %,d came%s".formatted(arrived, expected, isMoving ? " so far" : "");
    }
}
