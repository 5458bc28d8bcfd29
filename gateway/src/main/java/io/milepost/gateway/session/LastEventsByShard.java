package io.milepost.gateway.session;

import io.milepost.gateway.shard.Shard;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Where each shard looks for the last events of channels. Any thread. */
public final class LastEventsByShard {
    private final Map<Shard, LastEvents> all = new ConcurrentHashMap<>();

    /** None yet. */
    public LastEventsByShard() {}

    LastEvents on(Shard shard) {
        return all.computeIfAbsent(shard, LastEvents::new);
    }
}
