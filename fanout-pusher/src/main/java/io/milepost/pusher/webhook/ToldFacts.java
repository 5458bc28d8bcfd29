package io.milepost.pusher.webhook;

import java.util.LinkedHashMap;
import java.util.Map;

/** Facts that the far side has: one that was written twice, when its writer's end was not clear, is told once. Any thread. */
final class ToldFacts {
    private static final int MOST = 10_000;

    private final Map<String, Boolean> ids = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MOST;
        }
    };

    synchronized boolean contains(String id) {
        return ids.containsKey(id);
    }

    synchronized void add(String id) {
        ids.put(id, Boolean.TRUE);
    }
}
