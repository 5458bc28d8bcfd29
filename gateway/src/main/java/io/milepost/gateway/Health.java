package io.milepost.gateway;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;

/** How the node is: alive as long as it answers, ready as long as a subscribe would succeed. Any thread may say so. */
final class Health {
    private volatile State state = State.STARTING;

    private enum State {
        STARTING,
        READY,
        DRAINING,
        FAILED
    }

    void ready() {
        state = State.READY;
    }

    void draining() {
        state = State.DRAINING;
    }

    /** It will not do its work any more, and should be ended. */
    void failed() {
        state = State.FAILED;
    }

    boolean isReady() {
        return state == State.READY;
    }

    void mount(Router router) {
        router.get("/healthz").handler(context -> answer(context, 200, "alive"));
        router.get("/readyz")
                .handler(context ->
                        answer(context, isReady() ? 200 : 503, state.name().toLowerCase(Locale.ROOT)));
    }

    private static void answer(RoutingContext context, int status, String state) {
        context.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .end(new JsonObject().put("status", state).encode());
    }
}
