package io.milepost.gateway.pusher.api;

import io.milepost.channel.ChannelName;
import io.milepost.gateway.auth.Principal;
import io.milepost.gateway.http.Caller;
import io.milepost.gateway.http.HttpError;
import io.milepost.gateway.protocol.Member;
import io.milepost.gateway.pusher.App;
import io.milepost.gateway.pusher.AppNames;
import io.milepost.gateway.pusher.Apps;
import io.milepost.gateway.pusher.ChannelSignature;
import io.milepost.gateway.pusher.SocketId;
import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/**
 * {@code POST /api/auth/websocket}: what an application's own server does for Pusher's clients, for who has a token of ours. Whoever
 * may follow a channel by the token is let into it, as the user of the token, in the app that shares the gateway's channels.
 */
final class ChannelAuth {
    private final Optional<App> shared;

    ChannelAuth(Apps apps) {
        this.shared = apps.all().stream()
                .filter(app -> app.channels() == App.Channels.SHARED)
                .findFirst();
    }

    /** Answers who has been {@link Caller#admit admitted}, given Pusher's form: {@code socket_id} and {@code channel_name}. */
    void authorize(RoutingContext context) {
        MultiMap form = context.request().formAttributes();
        String socket = form.contains("socket_id") ? form.get("socket_id") : "";
        String channel = form.contains("channel_name") ? form.get("channel_name") : "";
        Principal who = Caller.admitted(context);
        if (shared.isEmpty()) {
            context.next(); // There is nothing here, as at any other address.
        } else if (!SocketId.isOne(socket)) {
            AppApi.refuse(context, "socket_id: missing, or none");
        } else if (!AppNames.isName(channel) || !AppNames.isRestricted(channel)) {
            AppApi.refuse(context, "channel_name: the name of a private or presence channel is expected");
        } else if (AppNames.isEncrypted(channel)) {
            HttpError.send(context, 403, "forbidden", "channel_name: the keys of encrypted channels are not kept here");
        } else if (!who.maySubscribe(new ChannelName(channel))) {
            HttpError.send(context, 403, "forbidden", "channel_name: the token does not reach it");
        } else {
            answer(context, ChannelSignature.of(shared.get(), socket, channel, member(who)));
        }
    }

    private static Member member(Principal who) {
        return new Member(who.userId(), who.name(), who.avatar());
    }

    private static void answer(RoutingContext context, ChannelSignature signature) {
        JsonObject answer = new JsonObject().put("auth", signature.auth());
        if (signature.channelData() != null) {
            answer.put("channel_data", signature.channelData());
        }
        context.response()
                .putHeader("Content-Type", "application/json")
                .putHeader("Cache-Control", "no-store")
                .end(answer.encode());
    }
}
