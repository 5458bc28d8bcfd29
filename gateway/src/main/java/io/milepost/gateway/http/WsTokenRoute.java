package io.milepost.gateway.http;

import io.milepost.gateway.auth.Verdict;
import io.milepost.gateway.auth.WsTokens;
import io.milepost.gateway.auth.WsTokens.Outcome.Made;
import io.milepost.gateway.auth.WsTokens.Outcome.Refused;
import io.vertx.core.MultiMap;
import io.vertx.core.http.Cookie;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET|POST /api/auth/ws-token}: a token to open a socket with, for a page whose own token is where its scripts
 * cannot read it. It is asked for with a bearer token, or with the cookie {@code accessToken}; with the cookie from the
 * gateway's own pages and the configured origins alone, since a browser sends it for any page.
 */
public final class WsTokenRoute {
    private static final String PATH = "/api/auth/ws-token";

    private final WsTokens tokens;
    private final Set<String> origins;

    /**
     * The route.
     *
     * @param origins pages from other hosts that may ask; unlike for sockets, none means none
     */
    public WsTokenRoute(WsTokens tokens, Set<String> origins) {
        this.tokens = tokens;
        this.origins = Set.copyOf(origins);
    }

    /** Answers there. */
    public void mount(Router router) {
        router.options(PATH).handler(this::preflight);
        router.get(PATH).handler(this::give);
        router.post(PATH).handler(this::give);
    }

    private void preflight(RoutingContext context) {
        allowReading(context);
        if (isConfigured(context.request().getHeader("Origin"))) {
            context.response()
                    .putHeader("Access-Control-Allow-Methods", "GET, POST")
                    .putHeader("Access-Control-Allow-Headers", "Authorization, Content-Type")
                    .putHeader("Access-Control-Max-Age", "600")
                    .setStatusCode(204)
                    .end();
        } else {
            refuseOrigin(context);
        }
    }

    private void give(RoutingContext context) {
        context.response().putHeader("Cache-Control", "no-store").putHeader("X-Content-Type-Options", "nosniff");
        allowReading(context);
        String bearer = Caller.bearer(context);
        Cookie cookie = context.request().getCookie(Caller.COOKIE);
        if (!tokens.canMake()) {
            HttpError.send(
                    context,
                    501,
                    "not_configured",
                    "this gateway has no shared secret to sign with; set auth.secret, or connect with the token itself");
        } else if (bearer == null && cookie != null && !isOwn(context)) {
            refuseOrigin(context);
        } else if (bearer == null && cookie == null) {
            HttpError.send(
                    context,
                    401,
                    "unauthenticated",
                    "a token is expected: Authorization: Bearer TOKEN, or the cookie " + Caller.COOKIE);
        } else {
            tokens.make(bearer == null ? cookie.getValue() : bearer)
                    .onSuccess(outcome -> answer(context, outcome))
                    .onFailure(context::fail);
        }
    }

    private static void answer(RoutingContext context, WsTokens.Outcome outcome) {
        if (outcome instanceof Made made) {
            context.response()
                    .putHeader("Content-Type", "application/json")
                    .end(new JsonObject()
                            .put("token", made.token())
                            .put(
                                    "expiresIn",
                                    Math.max(
                                            0,
                                            Duration.between(Instant.now(), made.expiresAt())
                                                    .toSeconds()))
                            .put("expiresAt", made.expiresAt().toString())
                            .encode());
        } else if (outcome instanceof Refused refused && refused.why() instanceof Verdict.Bad bad) {
            HttpError.send(context, 401, bad.expired() ? "token_expired" : "unauthenticated", bad.why());
        } else if (outcome instanceof Refused refused && refused.why() instanceof Verdict.Unknown unknown) {
            HttpError.sendRetry(context, 503, "unavailable", unknown.why(), 1);
        }
    }

    /** Whether no page of somebody else's asks. A browser names the page's origin, or at least that it is another's. */
    private boolean isOwn(RoutingContext context) {
        String origin = context.request().getHeader("Origin");
        if (origin == null) {
            return !"cross-site".equals(context.request().getHeader("Sec-Fetch-Site"));
        }
        HostAndPort host = context.request().authority();
        return isConfigured(origin)
                || (host != null && origin.replaceFirst("^https?://", "").equalsIgnoreCase(host.toString()));
    }

    private boolean isConfigured(@Nullable String origin) {
        return origin != null && origins.contains(origin);
    }

    /** Lets a page of a configured origin read the answer; {@code *} would let every page. */
    private void allowReading(RoutingContext context) {
        MultiMap headers = context.response().headers();
        headers.add("Vary", "Origin");
        String origin = context.request().getHeader("Origin");
        if (origin != null && isConfigured(origin)) {
            headers.set("Access-Control-Allow-Origin", origin);
            headers.set("Access-Control-Allow-Credentials", "true");
        }
    }

    private static void refuseOrigin(RoutingContext context) {
        HttpError.send(context, 403, "forbidden", "pages from this origin may not ask for tokens");
    }
}
