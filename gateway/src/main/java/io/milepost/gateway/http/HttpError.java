package io.milepost.gateway.http;

import io.milepost.gateway.protocol.ErrorCode;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/** How every refusal over HTTP looks: {@code {"error":{"code","message","path"}}} with the fitting status. */
public final class HttpError {
    private static final String CODE = "milepost.refused";
    private static final String EVENT_STREAM = "text/event-stream";

    private HttpError() {}

    /**
     * Refuses a request.
     *
     * @param code one of the words of the protocol
     * @param message for people; says what to do, where something can be done
     */
    public static void send(RoutingContext context, int status, String code, String message) {
        send(context, status, code, message, context.request().path());
    }

    /**
     * Refuses a request for something in its body.
     *
     * @param path where it stands, a JSON pointer
     */
    public static void send(RoutingContext context, int status, String code, String message, String path) {
        HttpServerResponse response = context.response();
        if (response.ended() || response.headWritten()) {
            return;
        }
        context.put(CODE, code);
        JsonObject error =
                new JsonObject().put("code", code).put("message", message).put("path", path);
        response.setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .end(new JsonObject().put("error", error).encode());
    }

    /** With which word a request was refused; null if it was not. */
    public static @Nullable String code(RoutingContext context) {
        return context.get(CODE);
    }

    /** The status that fits an error of the protocol. */
    public static int status(ErrorCode code) {
        return switch (code) {
            case UNAUTHENTICATED, TOKEN_EXPIRED, AUTH_TIMEOUT -> 401;
            case FORBIDDEN, NOT_PUBLISHABLE -> 403;
            case TOO_LARGE -> 413;
            case RATE_LIMITED, TOO_MANY_CONNECTIONS -> 429;
            case UNAVAILABLE -> 503;
            default -> 400;
        };
    }

    /**
     * Refuses a request that may work a little later. A browser's EventSource takes every other status than 200 for the
     * end, so that it is given a stream that ends at once and says when to come back.
     */
    public static void sendRetry(RoutingContext context, int status, String code, String message, long seconds) {
        HttpServerResponse response = context.response();
        if (response.ended() || response.headWritten()) {
            return;
        }
        context.put(CODE, code);
        response.putHeader("Retry-After", Long.toString(seconds));
        if (EVENT_STREAM.equals(context.request().getHeader("Accept"))) {
            response.putHeader("Content-Type", EVENT_STREAM)
                    .putHeader("Cache-Control", "no-store")
                    .end(": " + code + "\nretry: " + seconds * 1_000 + "\n\n");
        } else {
            send(context, status, code, message);
        }
    }
}
