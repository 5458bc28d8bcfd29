package io.milepost.gateway.auth;

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
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys that tokens are checked with: those configured, and those that key sets on the network hold. A key set that
 * cannot be reached keeps the keys it had.
 */
final class Keys {
    private static final Logger log = LoggerFactory.getLogger(Keys.class);
    private static final long REFRESH = TimeUnit.MINUTES.toMillis(5);
    private static final long TIMEOUT = TimeUnit.SECONDS.toMillis(10);
    private static final int MAX_SET = 256 * 1024;

    private final Vertx vertx;
    private final AuthConfig config;
    private final HttpClient http;
    private final Map<String, List<JsonObject>> sets = new ConcurrentHashMap<>();
    private volatile @Nullable JWTAuth checker;

    Keys(Vertx vertx, AuthConfig config) {
        this.vertx = vertx;
        this.config = config;
        this.http = vertx.createHttpClient();
        rebuild();
        if (!config.jwks().isEmpty()) {
            refresh();
            vertx.setPeriodic(REFRESH, timer -> refresh());
        }
    }

    /** What checks signatures now; null as long as there is no key at all. */
    @Nullable
    JWTAuth checker() {
        return checker;
    }

    private void refresh() {
        for (String address : config.jwks()) {
            fetch(address)
                    .onSuccess(keys -> {
                        if (!keys.equals(sets.put(address, keys))) {
                            rebuild();
                        }
                    })
                    .onFailure(e -> log.warn("auth.jwks: {} gave no keys: {}", address, e.getMessage()));
        }
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
        for (String secret : config.secrets()) {
            options.addPubSecKey(new PubSecKeyOptions().setAlgorithm("HS256").setBuffer(secret));
        }
        for (AuthConfig.PublicKey key : config.publicKeys()) {
            options.addPubSecKey(
                    new PubSecKeyOptions().setAlgorithm(key.algorithm()).setBuffer(key.pem()));
        }
        sets.values().forEach(set -> set.forEach(options::addJwk));
        if (options.getPubSecKeys() == null && options.getJwks() == null) {
            checker = null;
            return;
        }
        JWTOptions claims = new JWTOptions().setLeeway(5);
        config.issuer().ifPresent(claims::setIssuer);
        if (!config.audiences().isEmpty()) {
            claims.setAudience(config.audiences());
        }
        checker = JWTAuth.create(vertx, options.setJWTOptions(claims));
    }
}
