package io.milepost.gateway.api;

import io.milepost.gateway.auth.Principal;
import io.milepost.gateway.auth.Tokens;
import io.milepost.gateway.http.Caller;
import io.milepost.rollout.Rollout;
import io.milepost.rollout.Rollout.Place;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code GET /api/realtime/config}: how a client library is to connect. Tells nothing that is not public. */
public final class ConfigRoute {
    /** What tells an event from every other, by whichever way it came. */
    private static final JsonArray DEDUPE = new JsonArray().add("source").add("id");

    private final Tokens tokens;
    private final Executor loop;
    private final Supplier<Rollout> rollout;
    private final Optional<PusherClient> pusher;

    /**
     * A route on this loop.
     *
     * @param rollout the rollout as of now; it names Pusher only if its client is given
     */
    public ConfigRoute(Tokens tokens, Executor loop, Supplier<Rollout> rollout, Optional<PusherClient> pusher) {
        this.tokens = tokens;
        this.loop = loop;
        this.rollout = rollout;
        this.pusher = pusher;
    }

    /** Answers with the provider of whoever asks, and with the address by which the request came. */
    public void handle(RoutingContext context) {
        Caller.recognise(context, tokens, loop, who -> answer(context, who));
    }

    private void answer(RoutingContext context, @Nullable Principal who) {
        Rollout now = rollout.get();
        List<String> providers = now.providersOf(who == null ? null : who.userId());
        List<Place> places = now.places();
        boolean secure = context.request().isSSL()
                || "https".equalsIgnoreCase(context.request().getHeader("X-Forwarded-Proto"));
        String at = "://" + context.request().authority();
        JsonArray channels = new JsonArray();
        places.forEach(place -> channels.add(
                new JsonObject().put("pattern", place.pattern().text()).put("provider", place.provider())));
        JsonObject answer = new JsonObject()
                .put("provider", providers.get(0))
                .put("providers", new JsonArray(providers))
                .put("channels", channels)
                .put("dedupe", DEDUPE)
                .put("url", (secure ? "wss" : "ws") + at + "/ws")
                .put("sse", (secure ? "https" : "http") + at + "/sse")
                .put("authEndpoint", "/api/auth/ws-token");
        if (providers.contains(Rollout.PUSHER)
                || places.stream().anyMatch(place -> place.provider().equals(Rollout.PUSHER))) {
            pusher.ifPresent(client -> answer.put(Rollout.PUSHER, client.json()));
        }
        context.response().putHeader("Vary", "Authorization, Cookie");
        Body.answer(context, answer);
    }
}
