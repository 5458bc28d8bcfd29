package io.milepost.gateway.pusher.api;

import io.milepost.gateway.http.Caller;
import io.milepost.gateway.http.HttpError;
import io.milepost.gateway.pusher.App;
import io.milepost.gateway.pusher.Apps;
import io.milepost.gateway.session.Services;
import io.milepost.gateway.shard.Shard;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.Objects;
import java.util.function.BiConsumer;

/** The HTTP API of all apps, on one shard. Confined to its event loop. */
public final class AppApi {
    private static final String APP = "milepost.app";
    /** Bytes of an event's name, its channels and all else but its data. */
    private static final int AROUND_EVENT = 8 * 1024;

    private final Apps apps;
    private final AppEvents events;
    private final AppChannels channels;
    private final AppUsers users;
    private final ChannelAuth auth;

    /** For these apps. */
    public AppApi(Apps apps, Shard shard, Services services) {
        this.apps = apps;
        AppInfo info = new AppInfo(services.presence());
        this.events = new AppEvents(shard, services, info);
        this.channels = new AppChannels(shard, services, info);
        this.users = new AppUsers(services);
        this.auth = new ChannelAuth(apps);
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

    /** {@code POST /api/auth/websocket}, of who has been {@link Caller#admit admitted}. */
    public void authorize(RoutingContext context) {
        auth.authorize(context);
    }

    /** Before the body of a request is read: who has not signed it is refused, and who has says as much as the app may say. */
    public void admit(RoutingContext context) {
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
            context.put(APP, app);
            BodyHandler.create(false).setBodyLimit(bodyBytes(app)).handle(context);
        }
    }

    /** What a batch of events has at most, of which each byte may be written as six. */
    static int bodyBytes(App app) {
        return AppEvents.BATCH * (6 * app.limits().eventBytes() + AROUND_EVENT);
    }

    /** Something went wrong while the body was read. */
    public void failed(RoutingContext context) {
        App app = context.get(APP);
        if (context.statusCode() == 413 && app != null) {
            String why = "the body: more than " + bodyBytes(app) + " bytes, which is what the app's eventBytes, "
                    + app.limits().eventBytes() + ", allows for " + AppEvents.BATCH + " events";
            HttpError.send(context, 413, "too_large", why);
        } else {
            context.next();
        }
    }

    private void signed(RoutingContext context, BiConsumer<RoutingContext, App> then) {
        String why = SignedRequest.whyNotBody(context);
        if (why != null) {
            HttpError.send(context, 401, "unauthenticated", why);
        } else {
            then.accept(context, Objects.requireNonNull(context.<App>get(APP)));
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
