package io.milepost.gateway.auth;

import io.milepost.gateway.auth.Verdict.Bad;
import io.milepost.gateway.auth.Verdict.Good;
import io.milepost.gateway.auth.Verdict.Unknown;
import io.milepost.log.Revocations;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Checks tokens, away from the event loops, which a signature's mathematics would hold up. A token found good is known until
 * it ends, by its hash, but asked about each time whether it was revoked; the token itself is kept nowhere.
 */
public final class Tokens {
    private static final int MAX_LENGTH = 8 * 1024;
    private static final int MAX_WAITING = 2_000;
    private static final int WORKERS = 2;

    private final Vertx vertx;
    private final Revocations revocations;
    private final WorkerExecutor workers;
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile Rules rules;

    /** What makes a token good, as configured at some time. */
    private record Rules(AuthConfig config, Keys keys, Claims claims) {}

    /** Checks tokens as configured. */
    public Tokens(Vertx vertx, AuthConfig config, Revocations revocations) {
        this.vertx = vertx;
        this.revocations = revocations;
        rules = rules(config);
        workers = vertx.createSharedWorkerExecutor("milepost-auth", WORKERS);
    }

    private Rules rules(AuthConfig config) {
        return new Rules(config, new Keys(vertx, config), new Claims(config.grants()));
    }

    /** Checks as configured like this from now on. Who was let in before stays, until the token ends or is revoked. */
    public synchronized void change(AuthConfig config) {
        if (!config.equals(rules.config())) {
            Keys before = rules.keys();
            rules = rules(config);
            before.close();
        }
    }

    /** How tokens are checked now. */
    AuthConfig config() {
        return rules.config();
    }

    /** Checks a token. The future never fails; it may complete on any thread. */
    public Future<Verdict> check(String token) {
        if (token.length() > MAX_LENGTH) {
            return Future.succeededFuture(new Bad(false, "the token is longer than " + MAX_LENGTH + " characters"));
        }
        CompletableFuture<Void> revoked = revocations.ready();
        if (!revoked.isDone() || revoked.isCompletedExceptionally()) {
            return Future.succeededFuture(new Unknown("this node does not know yet which tokens were revoked"));
        }
        String hash = hash(token);
        Rules now = rules;
        Principal principal = now.keys().ring().good().getIfPresent(hash);
        if (principal != null) {
            return Future.succeededFuture(
                    principal.expiresAt().isAfter(Instant.now()) ? unlessRevoked(principal) : expired());
        }
        if (waiting.incrementAndGet() > MAX_WAITING) {
            waiting.decrementAndGet();
            return Future.succeededFuture(new Unknown("too many tokens wait to be checked"));
        }
        return verified(token, hash, now)
                .otherwise(e -> new Bad(false, "the token is malformed"))
                .map(verdict -> verdict instanceof Good good ? unlessRevoked(good.principal()) : verdict)
                .onComplete(done -> waiting.decrementAndGet());
    }

    /** Whether somebody's token was revoked since it was found good. Costs two look-ups: ask as often as needed. */
    public boolean isRevoked(Principal principal) {
        return revocations.isRevoked(principal.tokenId(), principal.userId(), principal.issuedAt());
    }

    private Verdict unlessRevoked(Principal principal) {
        return isRevoked(principal) ? new Bad(false, "the token was revoked") : new Good(principal);
    }

    private Future<Verdict> verified(String token, String hash, Rules now) {
        Keys.Ring ring = now.keys().ring();
        return workers.executeBlocking(() -> verify(token, hash, now.claims(), ring), false)
                .compose(verdict -> {
                    String kid = verdict instanceof Good ? "" : keyId(token);
                    // A key set may have got the key since it was read.
                    return now.keys().mayLack(ring, kid)
                            ? now.keys()
                                    .ask(kid)
                                    .compose(asked -> workers.executeBlocking(
                                            () -> verify(
                                                    token,
                                                    hash,
                                                    now.claims(),
                                                    now.keys().ring()),
                                            false))
                            : Future.succeededFuture(verdict);
                });
    }

    /** The id of the key that the token says it was signed with; empty if it does not say. */
    private static String keyId(String token) {
        byte[] header = Base64.getUrlDecoder().decode(token.substring(0, token.indexOf('.')));
        return new JsonObject(Buffer.buffer(header)).getString("kid", "");
    }

    private static Verdict verify(String token, String hash, Claims claims, Keys.Ring ring) {
        // Vert.x without a key it can use takes what has no signature.
        if (token.chars().filter(c -> c == '.').count() != 2 || token.endsWith(".")) {
            return new Bad(false, "the token is malformed");
        }
        JWTAuth checker = ring.checker();
        if (checker == null) {
            return new Unknown("no keys to check tokens with could be had yet");
        }
        // Vert.x completes this at once, on the calling thread.
        var checked = checker.authenticate(new TokenCredentials(token));
        if (checked.succeeded()) {
            Verdict verdict = claims.read(checked.result().attributes().getJsonObject("accessToken"));
            if (verdict instanceof Good good) {
                ring.good().put(hash, good.principal());
            }
            return verdict;
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
