package io.milepost.gateway.session;

import io.milepost.gateway.auth.Tokens;
import io.milepost.gateway.device.Devices;
import io.milepost.gateway.limit.Admission;
import io.milepost.gateway.presence.Presence;
import io.milepost.gateway.presence.Signals;
import io.milepost.gateway.publish.Publishing;
import io.milepost.gateway.shard.Shards;
import java.util.function.Supplier;

/**
 * What the sessions of a node share.
 *
 * @param current what a connection may take now
 */
public record Services(
        Tokens tokens,
        Supplier<SessionLimits> current,
        Admission admission,
        Publishing publishing,
        Presence presence,
        Signals signals,
        Devices devices,
        Shards shards,
        LastEventsByShard lastEvents) {
    /** What a connection may take now. */
    public SessionLimits limits() {
        return current.get();
    }
}
