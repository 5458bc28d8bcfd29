package io.milepost.gateway.shard;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * What is counted whenever it happens, and said in the log once a minute at most for each kind: a thousand clients may have the
 * same trouble in the same second. Any thread.
 */
final class Mentions {
    private static final Logger log = LoggerFactory.getLogger(Mentions.class);
    private static final long QUIET = TimeUnit.MINUTES.toNanos(1);

    private final Map<String, AtomicLong> quietUntil = new ConcurrentHashMap<>();

    /**
     * It has happened.
     *
     * @param words what, which is its kind; for a log line, so nothing that a client chose
     * @param soFar how often, this time included
     */
    void of(Level level, String words, long soFar) {
        long now = System.nanoTime();
        AtomicLong until = quietUntil.computeIfAbsent(words, kind -> new AtomicLong(now));
        long quiet = until.get();
        if (now - quiet >= 0 && until.compareAndSet(quiet, now + QUIET)) {
            log.atLevel(level).log("{} ({} so far)", words, soFar);
        }
    }
}
