package io.milepost.gateway.pusher.api;

import io.milepost.channel.ChannelName;
import io.milepost.gateway.pusher.App;
import io.milepost.gateway.pusher.AppNames;
import io.milepost.gateway.pusher.PusherSockets;
import io.milepost.gateway.session.Services;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/** What servers do with the users who have signed in. Any thread. */
final class AppUsers {
    private final Services services;

    AppUsers(Services services) {
        this.services = services;
    }

    /** Ends a user's connections, on all nodes. */
    void terminate(RoutingContext context, App app) {
        String id = context.pathParam("user");
        Optional<String> channel =
                id.isEmpty() || id.length() > App.USER_ID ? Optional.empty() : new AppNames(app).user(id);
        if (channel.isEmpty()) {
            AppApi.refuse(context, "user: an id of 1 to " + App.USER_ID + " characters is expected");
            return;
        }
        services.signals().announce(PusherSockets.termination(new ChannelName(channel.get())));
        AppApi.answer(context, new JsonObject());
    }
}
