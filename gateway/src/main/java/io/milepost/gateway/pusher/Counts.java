package io.milepost.gateway.pusher;

import io.milepost.channel.ChannelName;
import io.milepost.gateway.presence.Presence;
import io.milepost.gateway.shard.Shard;
import java.util.HashMap;
import java.util.Map;

/**
 * How many follow the channels of one app, told to those on one shard about once a second, where it has changed. Confined to the
 * event loop.
 */
final class Counts {
    private static final int UNTOLD = -1;

    private final boolean wanted;
    private final Shard shard;
    private final Presence presence;
    private final Map<String, Told> channels = new HashMap<>();

    /** So many connections of this shard follow it, and they have been told this number. */
    private static final class Told {
        private int here;
        private int told = UNTOLD;
    }

    Counts(App app, Shard shard, Presence presence) {
        this.wanted = app.switches().subscriptionCounts();
        this.shard = shard;
        this.presence = presence;
    }

    /** One more of this shard follows a channel. On presence channels they see each other instead. */
    void come(String name, String channel) {
        if (wanted && AppNames.isName(name) && !AppNames.isPresence(name)) {
            Told told = channels.computeIfAbsent(channel, c -> new Told());
            told.here++;
            told.told = UNTOLD;
        }
    }

    void leave(String channel) {
        channels.computeIfPresent(channel, (c, told) -> --told.here == 0 ? null : told);
    }

    void tick() {
        channels.forEach((name, told) -> {
            ChannelName channel = new ChannelName(name);
            int now = presence.subscribers(channel);
            if (now != told.told) {
                told.told = now;
                shard.announce(channel, new PusherNotice.Count(channel, now), null, Long.MAX_VALUE);
            }
        });
    }
}
