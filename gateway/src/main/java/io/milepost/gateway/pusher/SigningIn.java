package io.milepost.gateway.pusher;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.device.DeviceId;
import io.milepost.gateway.protocol.Command;
import io.milepost.gateway.protocol.Frame;
import io.milepost.gateway.protocol.Inbound;
import io.milepost.gateway.protocol.Member;
import io.milepost.gateway.protocol.Target;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How one client becomes a user of its app, and who that is. Confined to its event loop. */
final class SigningIn {
    private final AppHome home;
    private final String socketId;
    private @Nullable String userId;
    private @Nullable JsonNode user;

    SigningIn(AppHome home, String socketId) {
        this.home = home;
        this.socketId = socketId;
    }

    /** Whether a channel is the one of what is for this user. */
    boolean isOwn(String name) {
        return userId != null && name.equals(AppNames.USER + userId);
    }

    /** That channel, of one who has signed in. */
    Target own() {
        return new Target(home.names().user(String.valueOf(userId)).orElseThrow(), null);
    }

    /** Who the user is to others, where a subscription does not say it. */
    ChannelData.Read member() {
        return user == null
                ? new ChannelData.Read.Bad("channel_data: missing, and nobody has signed in")
                : ChannelData.ofUser(user);
    }

    /** Which device the client is, given what it calls itself. */
    DeviceId device(String name) {
        return new DeviceId(home.app().id(), userId == null ? "" : userId, name);
    }

    Inbound read(JsonNode data) {
        if (!home.app().switches().userAuthentication()) {
            return fault("users do not sign in to this app");
        }
        String userData = data.path("user_data").asText("");
        String signed = socketId + "::user::" + userData;
        if (!Signature.isGood(home.app(), signed, data.path("auth").asText(""))) {
            // It may be for the socket that this one has taken the place of: the next may fit, so the connection stays.
            return new Inbound.Answered(new PusherNotice.Fault(
                    PusherCodes.UNAUTHORIZED, "auth: the signature is not good for this socket and user"));
        }
        JsonNode said = Frame.parse(userData);
        Optional<String> id = ChannelData.userId(said.path("id"));
        Optional<String> own = id.flatMap(home.names()::user);
        Optional<String> online = id.flatMap(home.names()::online);
        if (id.isEmpty() || own.isEmpty() || online.isEmpty()) {
            return fault("user_data: id of 1 to " + App.USER_ID + " characters is expected");
        }
        if (userId != null && !userId.equals(id.get())) {
            return fault("the connection is another user's");
        }
        userId = id.get();
        user = said;
        Map<String, Target> watched = watched(said.path("watchlist"));
        boolean tooMany = said.path("watchlist").size() > App.WATCHLIST;
        String name = said.path("user_info").path("name").asText(userId);
        return new Inbound.Request(
                null,
                new Command.SignIn(
                        new Member(userId, name, null),
                        new Target(online.get(), null),
                        own(),
                        watched,
                        new PusherNotice.SignedIn(userData, !tooMany)));
    }

    /** The first that may be watched, which is what Pusher does with more. */
    private Map<String, Target> watched(JsonNode watchlist) {
        Map<String, Target> watched = new LinkedHashMap<>();
        for (int i = 0; i < Math.min(watchlist.size(), App.WATCHLIST); i++) {
            ChannelData.userId(watchlist.path(i))
                    .ifPresent(id ->
                            home.names().online(id).ifPresent(channel -> watched.put(id, new Target(channel, null))));
        }
        return watched;
    }

    private static Inbound fault(String why) {
        return new Inbound.Answered(new PusherNotice.Fault(null, why));
    }
}
