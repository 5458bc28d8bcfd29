package io.milepost.gateway.session;

import io.milepost.gateway.protocol.Command;
import io.milepost.gateway.protocol.Notice;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The channels that come with a user who has signed in: that on which others see the user, the user's own, and those watched. */
final class UserChannels {
    private UserChannels() {}

    /** Follows them. Returns who of those watched is there; null if nobody is watched. */
    static @Nullable Notice follow(Command.SignIn wish, Subscriptions subscriptions) {
        subscriptions.accompany(wish.presence(), wish.member(), true, true, false);
        subscriptions.accompany(wish.own(), wish.member(), false, true, true);
        subscriptions.watchOnly(wish.watched().values());
        List<String> online = new ArrayList<>();
        List<String> offline = new ArrayList<>();
        wish.watched().forEach((userId, channel) -> {
            subscriptions.accompany(channel, wish.member(), false, false, false);
            (subscriptions.isSeen(channel, userId) ? online : offline).add(userId);
        });
        return wish.watched().isEmpty() ? null : new Notice.Watched(online, offline);
    }
}
