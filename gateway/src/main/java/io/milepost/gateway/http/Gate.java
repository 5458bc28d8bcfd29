package io.milepost.gateway.http;

import io.milepost.gateway.limit.Admission;
import io.vertx.ext.web.RoutingContext;

/** Stops those who connect too often, before anything is done for them. */
public final class Gate {
    private Gate() {}

    /** Whether a connect is refused; then it has been answered. */
    public static boolean refuses(RoutingContext context, Admission admission) {
        String peer = context.request().remoteAddress().hostAddress();
        long wait = admission.connects(
                peer, String.join(",", context.request().headers().getAll("X-Forwarded-For")));
        if (wait > 0) {
            HttpError.sendRetry(context, 429, "rate_limited", "Rate limit exceeded", (wait + 999) / 1000);
        }
        return wait > 0;
    }
}
