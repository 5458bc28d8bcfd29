package io.milepost.gateway.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys that tokens are checked with: those configured, and those that key sets on the network hold. A key set that
 * cannot be reached keeps the keys it had.
 *
 * <p>A token whose header names a key ({@code kid}) is checked with the keys of that id and with those that have none, never
 * with a key of another id; and only with keys made for the algorithm that the header names.
 */
final class Keys {
    private static final Logger log = LoggerFactory.getLogger(Keys.class);
    private static final long REFRESH = TimeUnit.MINUTES.toMillis(5);
    /** Tokens with ids of keys nobody has heard of are easily made, so they cause no more requests than this. */
    private static final long REFRESH_AGAIN = TimeUnit.SECONDS.toNanos(10);

    private static final long TIMEOUT = TimeUnit.SECONDS.toMillis(10);
    private static final long NO_TIMER = -1;
    private static final int MAX_SET = 256 * 1024;
    private static final int MAX_KNOWN = 100_000;

    private final Vertx vertx;
    private final AuthConfig config;
    private final HttpClient http;
    private final Map<String, List<JsonObject>> sets = new ConcurrentHashMap<>();
    private final Set<String> configuredIds;
    private volatile Ring ring = Ring.of(null, Set.of());
    private Future<Void> refreshed = Future.succeededFuture();
    private long refreshing = NO_TIMER;
    private long askedAt = System.nanoTime() - REFRESH_AGAIN;

    /**
     * The keys as they are at some time.
     *
     * @param checker what checks signatures; null as long as there is no key at all
     * @param ids of its keys
     * @param good whose tokens were found good with them, by the tokens' hashes: other keys know nothing of it
     */
    record Ring(@Nullable JWTAuth checker, Set<String> ids, Cache<String, Principal> good) {
        private static Ring of(@Nullable JWTAuth checker, Set<String> ids) {
            return new Ring(
                    checker, ids, Caffeine.newBuilder().maximumSize(MAX_KNOWN).build());
        }
    }

    /** Gathers the keys. */
    Keys(Vertx vertx, AuthConfig config) {
        this.vertx = vertx;
        this.config = config;
        this.http = vertx.createHttpClient();
        this.configuredIds = config.ids();
        rebuild();
        if (!config.jwks().isEmpty()) {
            refresh();
            refreshing = vertx.setPeriodic(REFRESH, timer -> refresh());
        }
    }

    /** Asks the key sets no more. */
    void close() {
        vertx.cancelTimer(refreshing);
        http.close();
    }

    /** The keys there are now. */
    Ring ring() {
        return ring;
    }

    /** Whether a ring is without a key of this id that may have come into a key set since. */
    boolean mayLack(Ring asOf, String kid) {
        return !kid.isEmpty() && !config.jwks().isEmpty() && !asOf.ids().contains(kid);
    }

    /**
     * Asks the key sets for a key, unless that was done a moment ago. What is under way is waited for first: it may bring the key,
     * or have been answered before the key was there. Completes when they have answered.
     */
    synchronized Future<Void> ask(String kid) {
        return refreshed.compose(answered -> askIfMissing(kid));
    }

    private synchronized Future<Void> askIfMissing(String kid) {
        long now = System.nanoTime();
        if (refreshed.isComplete() && mayLack(ring, kid) && now - askedAt >= REFRESH_AGAIN) {
            askedAt = now;
            refresh();
        }
        return refreshed;
    }

    /** Unless that is under way: of two at once, what was answered first might be taken last. */
    private synchronized void refresh() {
        if (!refreshed.isComplete()) {
            return;
        }
        refreshed = Future.join(config.jwks().stream().map(this::refresh).toList())
                .otherwiseEmpty()
                .mapEmpty();
    }

    private Future<?> refresh(String address) {
        return fetch(address)
                .onSuccess(keys -> {
                    if (!keys.equals(sets.put(address, keys))) {
                        rebuild();
                    }
                })
                .onFailure(e -> log.warn("auth.jwks: {} gave no keys: {}", address, e.getMessage()));
    }

    private Future<List<JsonObject>> fetch(String address) {
        RequestOptions request = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setAbsoluteURI(address)
                .setTimeout(TIMEOUT);
        return http.request(request)
                .compose(asked -> asked.send())
                .compose(answer -> answer.statusCode() == 200
                        ? answer.body()
                        : Future.failedFuture("status " + answer.statusCode()))
                .map(Keys::parse);
    }

    private static List<JsonObject> parse(Buffer body) {
        if (body.length() > MAX_SET) {
            throw new IllegalArgumentException("more than " + MAX_SET + " bytes");
        }
        List<JsonObject> keys = new ArrayList<>();
        for (Object key : body.toJsonObject().getJsonArray("keys", new JsonArray())) {
            if (key instanceof JsonObject jwk && isForSigning(jwk)) {
                keys.add(jwk);
            }
        }
        return keys;
    }

    /** A symmetric key in a public set would let anybody sign; keys for encryption sign nothing. */
    private static boolean isForSigning(JsonObject jwk) {
        return ("RSA".equals(jwk.getString("kty")) || "EC".equals(jwk.getString("kty")))
                && "sig".equals(jwk.getString("use", "sig"));
    }

    /** Without a key Vert.x would take unsigned tokens, so there is no checker until there is one. */
    private synchronized void rebuild() {
        JWTAuthOptions options = new JWTAuthOptions();
        for (AuthConfig.Secret secret : config.secrets()) {
            options.addPubSecKey(key("HS256", secret.id(), secret.value()));
        }
        for (AuthConfig.PublicKey key : config.publicKeys()) {
            options.addPubSecKey(key(key.algorithm(), key.id(), key.pem()));
        }
        Set<String> ids = new HashSet<>(configuredIds);
        for (List<JsonObject> set : sets.values()) {
            for (JsonObject jwk : set) {
                options.addJwk(jwk);
                ids.add(jwk.getString("kid", ""));
            }
        }
        if (options.getPubSecKeys() == null && options.getJwks() == null) {
            ring = Ring.of(null, Set.of());
            return;
        }
        JWTOptions claims = new JWTOptions().setLeeway(5);
        config.issuer().ifPresent(claims::setIssuer);
        if (!config.audiences().isEmpty()) {
            claims.setAudience(config.audiences());
        }
        ring = Ring.of(JWTAuth.create(vertx, options.setJWTOptions(claims)), ids);
    }

    private static PubSecKeyOptions key(String algorithm, Optional<String> id, String key) {
        PubSecKeyOptions options =
                new PubSecKeyOptions().setAlgorithm(algorithm).setBuffer(key);
        id.ifPresent(options::setId);
        return options;
    }
}
