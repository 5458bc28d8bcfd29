package io.milepost.gateway.pusher.webhook;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What was said within the last second, up to a bound, beyond which the oldest is forgotten. Any thread. */
final class Lately {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final int MOST = 10_000;

    /** The oldest first. */
    private final Map<String, Long> saidAt = new LinkedHashMap<>();

    /** Returns whether it was not said within the last second; it is now. */
    synchronized boolean isNew(String what, long now) {
        Iterator<Long> times = saidAt.values().iterator();
        while (times.hasNext() && (now - times.next() >= SECOND || saidAt.size() >= MOST)) {
            times.remove();
        }
        return saidAt.putIfAbsent(what, now) == null;
    }
}
