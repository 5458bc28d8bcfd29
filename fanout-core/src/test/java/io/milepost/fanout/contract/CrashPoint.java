package io.milepost.fanout.contract;

import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The step at which this process waits to be killed, and what it tells of its way there: a line each of
 * {@code called ID}, {@code told ID} and {@code reached}. Any thread.
 */
final class CrashPoint {
    private final Step step;
    private final PrintStream out;
    private final AtomicInteger left;
    private volatile boolean hasTold;

    /** The given step, when it comes for this time. */
    CrashPoint(Step step, int time, PrintStream out) {
        this.step = step;
        this.left = new AtomicInteger(time);
        this.out = out;
    }

    /** Whether this is the place. Says so; whoever asked must go no further. */
    boolean isAt(Step here) {
        if (here != step || left.decrementAndGet() != 0) {
            return false;
        }
        tell("reached");
        return true;
    }

    /** Goes no further if this is the place. */
    void stopAt(Step here) {
        if (isAt(here)) {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** The sink was called with an event. */
    void called(String id) {
        tell("called " + id);
    }

    /** The runtime is told what has become of an event. */
    void told(String id) {
        hasTold = true;
        tell("told " + id);
    }

    /** Whether there was anything to commit yet. */
    boolean hasTold() {
        return hasTold;
    }

    private void tell(String line) {
        synchronized (out) {
            out.println(line);
            out.flush();
        }
    }
}
