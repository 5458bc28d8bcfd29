package io.milepost.gateway.http;

import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The guests of a port, by path, and the bounds that strangers are held to before a guest sees anything of them. Any thread.
 */
public final class Guests {
    private static final Logger log = LoggerFactory.getLogger(Guests.class);
    private static final String GUEST = "guest";
    private static final String TIMER = "guest.timer";

    private final Bounds bounds;
    private final Map<String, Guest> guests = new ConcurrentHashMap<>();
    private final AtomicInteger underWay = new AtomicInteger();

    /**
     * What a request may take.
     *
     * @param requests under way at once, of all guests; more are refused with 503
     * @param bodyBytes of a body; a longer one is refused with 413
     * @param sending how long the body may take to arrive; then 408
     * @param answering how long a guest may take to answer; then 500
     */
    public record Bounds(int requests, int bodyBytes, Duration sending, Duration answering) {
        /** 64 at once, 1 MiB, 20 s to send it and 30 s to answer. */
        public static final Bounds USUAL = new Bounds(64, 1 << 20, Duration.ofSeconds(20), Duration.ofSeconds(30));
    }

    /** No guests yet. */
    public Guests(Bounds bounds) {
        this.bounds = bounds;
    }

    /**
     * Lets somebody answer at a path and all below it, where the port has nothing of its own.
     *
     * @param path such as {@code /email/webhooks}
     * @throws IllegalArgumentException if it is no path, or somebody's already
     */
    public void add(String path, Guest guest) {
        if (!path.startsWith("/") || path.endsWith("/")) {
            throw new IllegalArgumentException("\"" + path + "\" is no path such as /email");
        }
        if (guests.putIfAbsent(path, guest) != null) {
            throw new IllegalArgumentException(path + " is somebody's already");
        }
    }

    /** Lets guests answer what nobody before in the router has answered. */
    public void route(Router router) {
        Handler<RoutingContext> body = BodyHandler.create(false).setBodyLimit(bounds.bodyBytes());
        router.route()
                .handler(this::admit)
                .handler(context -> {
                    if (context.get(GUEST) == null) {
                        context.next();
                    } else {
                        body.handle(context);
                    }
                })
                .handler(this::ask);
    }

    private void admit(RoutingContext context) {
        Guest guest = guest(context.normalizedPath());
        if (guest == null) {
            context.next();
            return;
        }
        if (underWay.incrementAndGet() > bounds.requests()) {
            underWay.decrementAndGet();
            HttpError.sendRetry(context, 503, "unavailable", "too many requests at once; try again", 1);
            return;
        }
        context.addEndHandler(ended -> underWay.decrementAndGet());
        context.put(GUEST, guest);
        context.put(TIMER, context.vertx().setTimer(bounds.sending().toMillis(), timer -> tooSlow(context)));
        context.next();
    }

    private static void tooSlow(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (!request.isEnded()) {
            boolean shared = request.version() == HttpVersion.HTTP_2;
            if (!shared) {
                context.response().putHeader("Connection", "close");
            }
            HttpError.send(context, 408, "timeout", "the body took too long");
            if (shared) {
                context.response().reset();
            } else {
                request.connection().close();
            }
        }
    }

    private @Nullable Guest guest(String path) {
        for (int end = path.length(); end > 0; end = path.lastIndexOf('/', end - 1)) {
            Guest guest = guests.get(path.substring(0, end));
            if (guest != null) {
                return guest;
            }
        }
        return null;
    }

    private void ask(RoutingContext context) {
        Guest guest = context.get(GUEST);
        if (guest == null) {
            context.next();
            return;
        }
        context.vertx().cancelTimer(context.get(TIMER));
        Guest.Asked asked;
        try {
            asked = asked(context);
        } catch (IllegalArgumentException e) {
            HttpError.send(context, 400, "invalid_message", "the path is malformed");
            return;
        }
        Context loop = context.vertx().getOrCreateContext();
        CompletionStage<Guest.Reply> reply;
        try {
            reply = guest.answer(asked);
        } catch (RuntimeException e) {
            context.fail(e);
            return;
        }
        reply.toCompletableFuture()
                .copy()
                .orTimeout(bounds.answering().toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((answer, failure) -> loop.runOnContext(now -> {
                    if (failure != null) {
                        context.fail(failure);
                    } else {
                        send(context, answer);
                    }
                }));
    }

    private static Guest.Asked asked(RoutingContext context) {
        HttpServerRequest request = context.request();
        Map<String, List<String>> headers = new TreeMap<>();
        MultiMap said = request.headers();
        said.names().forEach(name -> headers.put(name.toLowerCase(Locale.ROOT), said.getAll(name)));
        // A plus sign is no space in a path.
        String path = URLDecoder.decode(context.normalizedPath().replace("+", "%2B"), StandardCharsets.UTF_8);
        String query = request.query();
        Buffer body = context.body().buffer();
        return new Guest.Asked(
                request.method().name().toUpperCase(Locale.ROOT),
                path,
                query == null ? "" : query,
                headers,
                body == null ? new byte[0] : body.getBytes());
    }

    private static void send(RoutingContext context, Guest.Reply reply) {
        HttpServerResponse response = context.response();
        if (response.ended() || response.closed()) {
            return;
        }
        try {
            response.setStatusCode(reply.status());
            reply.headers().forEach(response::putHeader);
        } catch (IllegalArgumentException e) {
            log.error("the answer at {} cannot be sent", context.request().path(), e);
            response.headers().clear();
            HttpError.send(context, 500, "internal", "the answer could not be sent");
            return;
        }
        if (context.request().method().equals(HttpMethod.HEAD)) {
            response.putHeader("Content-Length", String.valueOf(reply.body().length));
            response.end();
        } else {
            response.end(Buffer.buffer(reply.body()));
        }
    }
}
