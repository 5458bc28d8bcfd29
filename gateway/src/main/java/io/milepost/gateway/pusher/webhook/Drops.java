package io.milepost.gateway.pusher.webhook;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Facts that nobody is told: counted, and said in the log once a minute at most. Any thread. */
final class Drops {
    private static final Logger log = LoggerFactory.getLogger(Drops.class);
    private static final long SAY_AGAIN = TimeUnit.MINUTES.toNanos(1);

    private final LongAdder count = new LongAdder();
    private final AtomicLong said = new AtomicLong(System.nanoTime() - SAY_AGAIN);

    void add(String appId, String kind, String why) {
        count.increment();
        long now = System.nanoTime();
        long before = said.get();
        if (now - before >= SAY_AGAIN && said.compareAndSet(before, now)) {
            log.warn("app {}: a {} is not told by webhooks: {} ({} so far)", appId, kind, why, count.sum());
        }
    }

    long count() {
        return count.sum();
    }
}
