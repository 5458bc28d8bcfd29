package io.milepost.gateway.limit;

import java.util.concurrent.TimeUnit;

/** So many a minute: a bucket that fills steadily and can be emptied at once. One thread at a time. */
public final class Allowance {
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

    private final int perMinute;
    private long left;
    private long at;

    /**
     * A full one.
     *
     * @param perMinute 0 for no limit
     * @param now by {@link System#nanoTime}
     */
    public Allowance(int perMinute, long now) {
        this.perMinute = perMinute;
        this.left = perMinute;
        this.at = now;
    }

    /**
     * Takes one.
     *
     * @return 0 if there was one, else after how many milliseconds there will be
     */
    public long take(long now) {
        if (perMinute == 0) {
            return 0;
        }
        long each = MINUTE / perMinute;
        long come = (now - at) / each;
        if (come > 0) {
            left = Math.min(perMinute, left + come);
            at += come * each;
        }
        if (left == 0) {
            return Math.max(1, TimeUnit.NANOSECONDS.toMillis(at + each - now));
        }
        left--;
        return 0;
    }
}
