package io.milepost.gateway.pusher.api;

import io.milepost.channel.ChannelName;
import io.milepost.gateway.presence.Presence;
import io.milepost.gateway.presence.Presence.Snapshot;
import io.milepost.gateway.pusher.App;
import io.milepost.gateway.pusher.AppNames;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What servers ask to be told of a channel beside what they ask for: {@code info=user_count,subscription_count}. */
final class AppInfo {
    static final String USERS = "user_count";
    static final String SUBSCRIPTIONS = "subscription_count";
    static final String CACHE = "cache";

    private final Presence presence;

    AppInfo(Presence presence) {
        this.presence = presence;
    }

    /** The attributes that are named; none if nothing is. */
    static Set<String> named(@Nullable String info) {
        Set<String> named = new LinkedHashSet<>();
        if (info != null) {
            Arrays.stream(info.split(","))
                    .map(String::trim)
                    .filter(one -> !one.isEmpty())
                    .forEach(named::add);
        }
        return named;
    }

    /**
     * Why these attributes of an app's channel cannot be told; null if they can.
     *
     * @param name the channel's, or how all names that are asked for begin
     */
    static @Nullable String whyNot(App app, Set<String> info, String name, Set<String> known) {
        for (String one : info) {
            if (!known.contains(one)) {
                return "info: \"" + (one.length() > 40 ? one.substring(0, 40) : one) + "\" is not known here";
            }
            if (one.equals(USERS) && !AppNames.isPresence(name)) {
                return "info: user_count is known of presence channels alone";
            }
            if (one.equals(SUBSCRIPTIONS) && !app.switches().subscriptionCounts()) {
                return "info: subscription_count is not enabled for this app, whose subscriptionCounts is false";
            }
            if (one.equals(CACHE) && !AppNames.isCache(name)) {
                return "info: cache is known of cache channels alone";
            }
        }
        return null;
    }

    /** The counts among the attributes, over all nodes. */
    JsonObject of(Set<String> info, ChannelName channel) {
        JsonObject told = new JsonObject();
        if (info.contains(USERS)) {
            told.put(USERS, presence.countSeenOn(channel));
        }
        if (info.contains(SUBSCRIPTIONS)) {
            told.put(SUBSCRIPTIONS, presence.subscribers(channel));
        }
        return told;
    }

    Snapshot members(ChannelName channel) {
        return presence.seenOn(channel);
    }
}
