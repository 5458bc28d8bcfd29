package io.milepost.gateway.pusher.api;

import io.milepost.channel.ChannelName;
import io.milepost.gateway.http.HttpError;
import io.milepost.gateway.pusher.App;
import io.milepost.gateway.pusher.AppNames;
import io.milepost.gateway.pusher.PusherSockets;
import io.milepost.gateway.session.Services;
import io.vertx.core.Context;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What servers do with the users who have signed in. Any thread. */
final class AppUsers {
    /** Longer than Kafka's client tries. */
    private static final int PATIENCE_SECONDS = 15;

    private final Services services;

    AppUsers(Services services) {
        this.services = services;
    }

    /** Ends a user's connections, on all nodes. Answers 503 if others than this one may not have heard of it. */
    void terminate(RoutingContext context, App app) {
        String id = context.pathParam("user");
        Optional<String> channel =
                id.isEmpty() || id.length() > App.USER_ID ? Optional.empty() : new AppNames(app).user(id);
        if (channel.isEmpty()) {
            AppApi.refuse(context, "user: an id of 1 to " + App.USER_ID + " characters is expected");
            return;
        }
        Context here = context.vertx().getOrCreateContext();
        services.signals()
                .announce(PusherSockets.termination(new ChannelName(channel.get())))
                .copy()
                .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .whenComplete((done, failure) -> here.runOnContext(now -> answer(context, failure == null)));
    }

    private static void answer(RoutingContext context, boolean isSaid) {
        if (isSaid) {
            AppApi.answer(context, new JsonObject());
        } else {
            HttpError.sendRetry(
                    context, 503, "unavailable", "Kafka did not take it, so other nodes do not know; try again", 1);
        }
    }
}
