package io.milepost.gateway.shard;

import io.milepost.channel.ChannelName;
import io.milepost.log.EventLog;
import io.milepost.log.Gathering;
import io.milepost.log.Topology;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The channels that somebody on this shard wants. Confined to the event loop. */
final class Feeds {
    private final Undeliverables undeliverables;
    private final Map<ChannelName, Feed> feeds = new HashMap<>();
    private final Map<String, List<Feed>> byName = new HashMap<>();

    Feeds(Undeliverables undeliverables) {
        this.undeliverables = undeliverables;
    }

    /** The feed of a channel, made if there is none. */
    Feed of(ChannelName channel, Topology topology, long now) {
        Feed known = feeds.get(channel);
        if (known != null) {
            return known;
        }
        Feed feed = new Feed(channel, topology.gather(channel), undeliverables, now);
        feeds.put(channel, feed);
        enter(feed);
        return feed;
    }

    /** The feed of a channel, if anybody wants it. */
    @Nullable
    Feed get(ChannelName channel) {
        return feeds.get(channel);
    }

    /** Forgets a feed if nobody wants it. */
    void removeIfUnused(Feed feed) {
        if (feed.subscriptions().isEmpty() && feeds.remove(feed.channel(), feed)) {
            for (String name : feed.gathering().names()) {
                byName.computeIfPresent(name, (n, those) -> {
                    those.remove(feed);
                    return those.isEmpty() ? null : those;
                });
            }
        }
    }

    /** The channels that records with this name may be part of. */
    List<Feed> named(String name) {
        return byName.getOrDefault(name, List.of());
    }

    Collection<Feed> all() {
        return feeds.values();
    }

    /**
     * Goes on under another topology.
     *
     * @param positions where the shard stood under the old one
     */
    void move(Topology topology, long[] positions, EventLog log) {
        byName.clear();
        for (Feed feed : feeds.values()) {
            Gathering before = feed.gathering();
            feed.move(topology.gather(feed.channel()));
            enter(feed);
            boolean moved = feed.gathering().isBeyond(before);
            long[] live = before.project(positions);
            for (Subscription subscription : List.copyOf(feed.subscriptions())) {
                if (moved || subscription.isOnFormer()) {
                    subscription.resume(before, live, log);
                }
            }
        }
    }

    private void enter(Feed feed) {
        for (String name : feed.gathering().names()) {
            byName.computeIfAbsent(name, n -> new ArrayList<>(1)).add(feed);
        }
    }
}
