package io.milepost.gateway.api;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** {@code GET /api/realtime/config}: how a client library is to connect. Tells nothing that is not public. */
public final class ConfigRoute {
    private ConfigRoute() {}

    /** Answers with the address by which this request came. */
    public static void handle(RoutingContext context) {
        boolean secure = context.request().isSSL()
                || "https".equalsIgnoreCase(context.request().getHeader("X-Forwarded-Proto"));
        String at = "://" + context.request().authority();
        Body.answer(
                context,
                new JsonObject()
                        .put("provider", "native")
                        .put("url", (secure ? "wss" : "ws") + at + "/ws")
                        .put("sse", (secure ? "https" : "http") + at + "/sse")
                        .put("authEndpoint", "/api/auth/ws-token"));
    }
}
