package io.milepost.gateway;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How the node is: alive as long as it answers, ready as long as a subscribe would succeed and what it needs is there. Any
 * thread may say so.
 */
final class Health {
    private final Supplier<@Nullable String> missing;
    private volatile State state = State.STARTING;

    /**
     * A node that is starting.
     *
     * @param missing says what of all it needs is not there, or null; asked each time
     */
    Health(Supplier<@Nullable String> missing) {
        this.missing = missing;
    }

    private enum State {
        STARTING,
        READY,
        DRAINING,
        FAILED
    }

    synchronized void ready() {
        if (state == State.STARTING) {
            state = State.READY;
        }
    }

    synchronized void draining() {
        state = State.DRAINING;
    }

    boolean isDraining() {
        return state == State.DRAINING;
    }

    boolean isReady() {
        return state == State.READY && missing.get() == null;
    }

    /** It will not do its work any more, and should be ended. */
    synchronized void failed() {
        state = State.FAILED;
    }

    void mount(Router router) {
        router.get("/healthz").handler(context -> answer(context, 200, new JsonObject().put("status", "alive")));
        router.get("/readyz").handler(this::tellReady);
    }

    private void tellReady(RoutingContext context) {
        State now = state;
        String reason = now == State.READY ? missing.get() : null;
        if (reason != null) {
            answer(context, 503, new JsonObject().put("status", "waiting").put("reason", reason));
        } else {
            String status = now.name().toLowerCase(Locale.ROOT);
            answer(context, now == State.READY ? 200 : 503, new JsonObject().put("status", status));
        }
    }

    private static void answer(RoutingContext context, int status, JsonObject body) {
        context.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .end(body.encode());
    }
}
