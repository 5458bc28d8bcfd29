package io.milepost.gateway;

import io.milepost.gateway.http.HttpError;
import io.milepost.gateway.protocol.AnalyticsDialect;
import io.milepost.gateway.protocol.ChatDialect;
import io.milepost.gateway.protocol.CollaborationDialect;
import io.milepost.gateway.protocol.Dialect;
import io.milepost.gateway.protocol.Dialect.Wanted;
import io.milepost.gateway.protocol.NativeDialect;
import io.milepost.gateway.protocol.NativeWire;
import io.milepost.gateway.protocol.Since;
import io.milepost.gateway.protocol.Target;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.CorsHandler;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The addresses by which clients come in.
 *
 * @param door where they lead; null as long as the log is being read
 * @param origins pages from which browsers may ask; empty for all
 * @param pusher whether there are apps, to whose clients addresses belong too
 */
record Doors(Supplier<@Nullable Door> door, Set<String> origins, boolean pusher) {
    private static final int MAX_BODY = 1 << 20;
    private static final int MAX_FORM = 4 << 10;
    private static final String CHANNEL_AUTH = "/api/auth/websocket";

    void mount(Router router) {
        router.route("/sse").handler(cors());
        router.route("/api/channels*").handler(cors());
        router.route("/api/events").handler(cors());
        router.route("/api/websocket/send").handler(cors());
        router.route("/api/realtime/config").handler(cors());
        sockets(router, "/ws", Doors::nativeDialect);
        sockets(router, "/api/chat/ws", context -> new ChatDialect(contextId(context)));
        sockets(router, "/api/analytics/ws", context -> new AnalyticsDialect(contextId(context)));
        sockets(router, "/api/collaboration/ws", context -> new CollaborationDialect(contextId(context)));
        router.get("/sse").handler(through((open, context) -> open.streaming().handle(context)));
        router.get("/api/channels")
                .handler(through((open, context) -> open.channels().list(context)));
        router.get("/api/channels/:channel")
                .handler(through((open, context) -> open.channels().one(context)));
        router.get("/api/channels/:channel/members")
                .handler(through((open, context) -> open.channels().members(context)));
        router.get("/api/channels/:channel/events")
                .handler(through((open, context) -> open.channels().events(context)));
        admitted(
                router,
                "/api/events",
                body(),
                (open, context) -> open.publishing().events(context));
        admitted(
                router,
                "/api/websocket/send",
                body(),
                (open, context) -> open.publishing().send(context));
        router.get("/api/realtime/config")
                .handler(through((open, context) -> open.config().handle(context)));
        // Last: anything may stand before their paths.
        if (pusher) {
            apps(router);
            router.getWithRegex("(?:/.*)?/resume/(?<client>[^/]+)/app/(?<key>[^/]+)/?")
                    .handler(through((open, context) -> open.pusher().handle(context)));
            router.getWithRegex("(?:/.*)?/app/(?<key>[^/]+)/?")
                    .handler(through((open, context) -> open.pusher().handle(context)));
            router.getWithRegex("(?:/.*)?/app(?:/.*)?").handler(this::noSuchApp);
        }
    }

    /** Anything else is an address like others at which there is nothing. */
    private void noSuchApp(RoutingContext context) {
        if (context.request().getHeader("Upgrade") == null) {
            context.next();
        } else {
            through((open, unknown) -> open.pusher().handleUnknown(unknown)).handle(context);
        }
    }

    /** What is posted by whoever has a token. Two routes: within one, Vert.x wants to have the body first. */
    private void admitted(Router router, String path, BodyHandler body, BiConsumer<Door, RoutingContext> then) {
        router.post(path).handler(through((open, context) -> open.publishing().admit(context)));
        router.post(path).handler(body).handler(through(then));
    }

    private void apps(Router router) {
        router.route(CHANNEL_AUTH).handler(cors());
        admitted(
                router,
                CHANNEL_AUTH,
                BodyHandler.create(false).setBodyLimit(MAX_FORM),
                (open, context) -> open.apps().authorize(context));
        router.route("/apps/:app/*")
                .handler(through((open, context) -> open.apps().admit(context)))
                .failureHandler(this::appFailed);
        router.post("/apps/:app/events")
                .handler(through((open, context) -> open.apps().event(context)));
        router.post("/apps/:app/batch_events")
                .handler(through((open, context) -> open.apps().batch(context)));
        router.get("/apps/:app/channels")
                .handler(through((open, context) -> open.apps().channels(context)));
        router.get("/apps/:app/channels/:channel")
                .handler(through((open, context) -> open.apps().channel(context)));
        router.get("/apps/:app/channels/:channel/users")
                .handler(through((open, context) -> open.apps().members(context)));
        router.post("/apps/:app/users/:user/terminate_connections")
                .handler(through((open, context) -> open.apps().terminate(context)));
    }

    private void appFailed(RoutingContext context) {
        Door open = door.get();
        if (open == null) {
            context.next();
        } else {
            open.apps().failed(context);
        }
    }

    private void sockets(Router router, String path, Function<RoutingContext, Dialect> dialect) {
        router.get(path).handler(through((open, context) -> open.sockets().handle(context, dialect.apply(context))));
    }

    private static Dialect nativeDialect(RoutingContext context) {
        List<Wanted> wanted = context.queryParam("channel").stream()
                .map(name -> new Wanted(new Target(name, null), new Since.Unsaid()))
                .toList();
        return NativeDialect.staying(
                NativeWire.INSTANCE, wanted, context.request().getParam("device"));
    }

    private static @Nullable String contextId(RoutingContext context) {
        return context.request().getParam("contextId");
    }

    private Handler<RoutingContext> through(BiConsumer<Door, RoutingContext> then) {
        return context -> {
            Door open = door.get();
            if (open == null) {
                HttpError.sendRetry(
                        context, 503, "unavailable", "this node is still reading the log; connect again", 1);
            } else {
                then.accept(open, context);
            }
        };
    }

    private static BodyHandler body() {
        return BodyHandler.create(false).setBodyLimit(MAX_BODY);
    }

    /**
     * Tokens come in headers or addresses, so that any page may ask that has one. A cookie counts for the configuration
     * alone, and a page elsewhere never sees what it changes there: it may not ask with credentials.
     */
    private CorsHandler cors() {
        CorsHandler cors = CorsHandler.create()
                .allowedMethods(Set.of(HttpMethod.GET, HttpMethod.POST))
                .allowedHeaders(Set.of("Authorization", "Content-Type", "Last-Event-ID", "Cache-Control"))
                .maxAgeSeconds(600);
        origins.forEach(cors::addOrigin);
        return cors;
    }
}
