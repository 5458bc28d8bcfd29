package io.milepost.fanout.runtime;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/** What others want the driver to do. Any thread posts; the driver runs it. As many wait as calls are under way. */
final class Mailbox {
    private final LinkedBlockingQueue<Runnable> letters = new LinkedBlockingQueue<>();
    private final AtomicBoolean asleep = new AtomicBoolean();
    private final Runnable wake;

    /**
     * An empty one.
     *
     * @param wake ends what {@link #sleep} runs
     */
    Mailbox(Runnable wake) {
        this.wake = wake;
    }

    void post(Runnable letter) {
        letters.add(letter);
        if (asleep.compareAndSet(true, false)) {
            wake.run();
        }
    }

    /** Runs what has come. */
    void run() {
        for (Runnable letter = letters.poll(); letter != null; letter = letters.poll()) {
            letter.run();
        }
    }

    /** Waits until something comes, for a time at most, and runs it. */
    void await(Duration most) {
        try {
            Runnable letter = letters.poll(Math.max(0, most.toNanos()), TimeUnit.NANOSECONDS);
            if (letter != null) {
                letter.run();
            }
            run();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    boolean isEmpty() {
        return letters.isEmpty();
    }

    /** Does something long that is to end when a letter comes; null if one is there already. */
    <T> @Nullable T sleep(Supplier<T> something) {
        asleep.set(true);
        try {
            return letters.isEmpty() ? something.get() : null;
        } finally {
            asleep.set(false);
        }
    }

    /** Within {@link #sleep}: what comes now need not end it. */
    void stayAwake() {
        asleep.set(false);
    }
}
