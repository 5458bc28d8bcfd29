package io.milepost.gateway.session;

import io.milepost.gateway.auth.Tokens;
import io.milepost.gateway.device.Devices;
import io.milepost.gateway.limit.Admission;
import io.milepost.gateway.presence.Presence;
import io.milepost.gateway.presence.Signals;
import io.milepost.gateway.publish.Publishing;
import io.milepost.gateway.shard.Shards;

/** What the sessions of a node share. */
public record Services(
        Tokens tokens,
        SessionLimits limits,
        Admission admission,
        Publishing publishing,
        Presence presence,
        Signals signals,
        Devices devices,
        Shards shards) {}
