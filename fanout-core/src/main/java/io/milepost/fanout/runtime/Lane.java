package io.milepost.fanout.runtime;

import java.util.ArrayDeque;
import java.util.Deque;

/** The events of one key of one partition, in order: one call at most is under way with any of them. Confined to the driver. */
final class Lane implements Comparable<Lane> {
    final Progress progress;
    final String key;

    /** What is not finished, in order; the first {@link #out} of them are in the call under way. */
    final Deque<Item> items = new ArrayDeque<>();

    int out;

    /** Whether it stands in the queue of those that may go, or of those that wait. */
    boolean queued;

    /** Failures since something of it was delivered; says how long to wait. */
    int failures;

    /** When it may be tried again, by {@link System#nanoTime}. */
    long retryAt;

    Lane(Progress progress, String key) {
        this.progress = progress;
        this.key = key;
        this.retryAt = System.nanoTime();
    }

    /** Whether its next event could go out now. */
    boolean isReady() {
        return out == 0 && !queued && !items.isEmpty() && !progress.isLeaving();
    }

    @Override
    public int compareTo(Lane other) {
        return Long.signum(retryAt - other.retryAt);
    }
}
