package io.milepost.fanout.runtime;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread of a fan-out, from its start to its close: as long as Kafka is away or refuses us it begins again, every two
 * seconds. Any thread may ask it.
 */
public final class FanoutThread {
    private static final Logger log = LoggerFactory.getLogger(FanoutThread.class);
    private static final Duration AGAIN = Duration.ofSeconds(2);

    private final String name;
    private final Runnable work;
    private final Thread thread;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile String state = "not started";

    /**
     * A thread that is not started yet.
     *
     * @param name the fan-out's
     * @param work returns when it is over; throws a {@link KafkaException} if it could not begin
     */
    public FanoutThread(String name, Runnable work) {
        this.name = name;
        this.work = work;
        this.thread = new Thread(this::run, "milepost-fanout-" + name);
    }

    /** Starts it. Called once. */
    public void start() {
        state = "starting";
        thread.start();
    }

    private void run() {
        while (!isClosed()) {
            try {
                work.run();
                return;
            } catch (KafkaException e) {
                state = "cannot begin: " + e.getClass().getSimpleName();
                log.error("{}: cannot begin, and tries again: {}", name, e.toString());
                pause();
            }
        }
    }

    private void pause() {
        try {
            if (closed.await(AGAIN.toMillis(), TimeUnit.MILLISECONDS)) {
                state = "stopped";
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed.countDown();
        }
    }

    /** What it is doing, in words for a health check. */
    public String state() {
        return state;
    }

    /** Says what it is doing. */
    public void state(String now) {
        state = now;
    }

    /** Whether it is to end. */
    public boolean isClosed() {
        return closed.getCount() == 0;
    }

    /**
     * Says that it is to end.
     *
     * @return whether this is the first to say so
     */
    public synchronized boolean close() {
        boolean first = !isClosed();
        closed.countDown();
        return first;
    }

    /** Waits until it has ended. */
    public void join(Duration most) {
        try {
            if (thread.getState() != Thread.State.NEW) {
                thread.join(most.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
