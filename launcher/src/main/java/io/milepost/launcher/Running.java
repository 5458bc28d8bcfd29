package io.milepost.launcher;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a long-running command has started: stopped in the reverse order when the process is told to end. */
final class Running implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Running.class);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final CountDownLatch stopped = new CountDownLatch(1);

    Running() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "milepost-stop"));
    }

    synchronized <T extends AutoCloseable> T started(T part) {
        parts.push(part);
        return part;
    }

    /** Waits until the process is told to end. */
    void await() throws InterruptedException {
        stopped.await();
    }

    @Override
    public synchronized void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                log.warn("a part did not stop cleanly", e);
            }
        }
        stopped.countDown();
    }
}
