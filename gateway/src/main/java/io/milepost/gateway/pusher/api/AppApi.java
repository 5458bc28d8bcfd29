package io.milepost.gateway.pusher.api;

import io.milepost.gateway.http.HttpError;
import io.milepost.gateway.pusher.App;
import io.milepost.gateway.pusher.Apps;
import io.milepost.gateway.session.Services;
import io.milepost.gateway.shard.Shard;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.function.BiConsumer;

/** The HTTP API of all apps, on one shard. Confined to its event loop. */
public final class AppApi {
    private final Apps apps;
    private final AppEvents events;
    private final AppChannels channels;
    private final AppUsers users;

    /** For these apps. */
    public AppApi(Apps apps, Shard shard, Services services) {
        this.apps = apps;
        AppInfo info = new AppInfo(services.presence());
        this.events = new AppEvents(shard, services, info);
        this.channels = new AppChannels(shard, services, info);
        this.users = new AppUsers(services);
    }

    /** How many requests wait for Kafka's word. Any thread may ask. */
    public int size() {
        return events.size();
    }

    /** Publishes nothing more: there would be nobody to answer. */
    public void end() {
        events.end();
    }

    /** {@code POST /apps/ID/events}. */
    public void event(RoutingContext context) {
        signed(context, events::one);
    }

    /** {@code POST /apps/ID/batch_events}. */
    public void batch(RoutingContext context) {
        signed(context, events::batch);
    }

    /** {@code GET /apps/ID/channels}. */
    public void channels(RoutingContext context) {
        signed(context, channels::all);
    }

    /** {@code GET /apps/ID/channels/NAME}. */
    public void channel(RoutingContext context) {
        signed(context, channels::one);
    }

    /** {@code GET /apps/ID/channels/NAME/users}. */
    public void members(RoutingContext context) {
        signed(context, channels::members);
    }

    /** {@code POST /apps/ID/users/USER/terminate_connections}. */
    public void terminate(RoutingContext context) {
        signed(context, users::terminate);
    }

    private void signed(RoutingContext context, BiConsumer<RoutingContext, App> then) {
        App app = apps.withId(context.pathParam("app")).orElse(null);
        if (app == null) {
            HttpError.send(context, 404, "not_found", "there is no app with this id");
            return;
        }
        String why = SignedRequest.whyNot(context, app, System.currentTimeMillis() / 1_000);
        if (why != null) {
            HttpError.send(context, 401, "unauthenticated", why);
        } else if (!app.switches().enabled()) {
            HttpError.send(context, 403, "forbidden", "the app is disabled");
        } else {
            then.accept(context, app);
        }
    }

    static void refuse(RoutingContext context, String why) {
        HttpError.send(context, 400, "invalid_message", why);
    }

    /** With 200 and nothing else: some SDKs take every other status for a failure. */
    static void answer(RoutingContext context, JsonObject answer) {
        if (!context.response().ended() && !context.response().closed()) {
            context.response()
                    .putHeader("Content-Type", "application/json")
                    .putHeader("Cache-Control", "no-store")
                    .end(answer.encode());
        }
    }
}
