package io.milepost.gateway.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.milepost.gateway.auth.Verdict.Bad;
import io.milepost.gateway.auth.Verdict.Good;
import io.milepost.gateway.auth.Verdict.Unknown;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Checks tokens, away from the event loops: an ES256 signature takes more than a millisecond. A token found good is known
 * until it ends, by its hash; the token itself is kept nowhere.
 */
public final class Tokens {
    private static final int MAX_LENGTH = 8 * 1024;
    private static final int MAX_WAITING = 2_000;
    private static final int MAX_KNOWN = 100_000;
    private static final int WORKERS = 2;

    private final Keys keys;
    private final WorkerExecutor workers;
    private final AtomicInteger waiting = new AtomicInteger();
    private final Cache<String, Principal> known =
            Caffeine.newBuilder().maximumSize(MAX_KNOWN).build();

    /** Checks tokens as configured. */
    public Tokens(Vertx vertx, AuthConfig config) {
        keys = new Keys(vertx, config);
        workers = vertx.createSharedWorkerExecutor("milepost-auth", WORKERS);
    }

    /** Checks a token. The future never fails; it may complete on any thread. */
    public Future<Verdict> check(String token) {
        if (token.length() > MAX_LENGTH) {
            return Future.succeededFuture(new Bad(false, "the token is longer than " + MAX_LENGTH + " characters"));
        }
        String hash = hash(token);
        Principal principal = known.getIfPresent(hash);
        if (principal != null) {
            return Future.succeededFuture(
                    principal.expiresAt().isAfter(Instant.now()) ? new Good(principal) : expired());
        }
        if (waiting.incrementAndGet() > MAX_WAITING) {
            waiting.decrementAndGet();
            return Future.succeededFuture(new Unknown("too many tokens wait to be checked"));
        }
        return workers.executeBlocking(() -> verify(token), false)
                .otherwise(e -> new Bad(false, "the token is malformed"))
                .onSuccess(verdict -> {
                    if (verdict instanceof Good good) {
                        known.put(hash, good.principal());
                    }
                })
                .onComplete(done -> waiting.decrementAndGet());
    }

    private Verdict verify(String token) {
        // Vert.x without a key it can use takes what has no signature.
        if (token.chars().filter(c -> c == '.').count() != 2 || token.endsWith(".")) {
            return new Bad(false, "the token is malformed");
        }
        JWTAuth checker = keys.checker();
        if (checker == null) {
            return new Unknown("no keys to check tokens with could be had yet");
        }
        // Vert.x completes this at once, on the calling thread.
        var checked = checker.authenticate(new TokenCredentials(token));
        if (checked.succeeded()) {
            JsonObject claims = checked.result().attributes().getJsonObject("accessToken");
            return Claims.read(claims);
        }
        return String.valueOf(checked.cause().getMessage()).contains("expired")
                ? expired()
                : new Bad(false, "the token is not valid here");
    }

    private static Bad expired() {
        return new Bad(true, "the token has expired");
    }

    private static String hash(String token) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
