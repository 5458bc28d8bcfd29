package io.milepost.gateway.auth;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Makes tokens for a socket of good tokens. What is made says the same, its {@code jti} and {@code iat} included, so that it
 * is worth no more and is revoked together with what it was made of; and it ends no later.
 */
public final class WsTokens {
    private final Tokens tokens;

    /** Makes tokens as those are configured which are good. */
    public WsTokens(Tokens tokens) {
        this.tokens = tokens;
    }

    /** What became of a wish for a token. */
    public sealed interface Outcome {
        /** It was made. */
        record Made(String token, Instant expiresAt) implements Outcome {}

        /** Not for this token. */
        record Refused(Verdict why) implements Outcome {}
    }

    /** Whether there is a shared secret to sign with. */
    public boolean canMake() {
        return mint().isPresent();
    }

    private Optional<TokenMint> mint() {
        return tokens.config().secrets().stream().findFirst().map(TokenMint::new);
    }

    /**
     * Makes a token of another. The future never fails; it may complete on any thread.
     *
     * @throws IllegalStateException if there is nothing to sign with
     */
    public Future<Outcome> make(String token) {
        TokenMint signing = mint().orElseThrow(() -> new IllegalStateException("no shared secret"));
        return tokens.check(token)
                .map(verdict -> verdict instanceof Verdict.Good good
                        ? make(signing, token, good.principal().expiresAt())
                        : new Outcome.Refused(verdict));
    }

    private Outcome make(TokenMint signing, String token, Instant end) {
        Instant own = Instant.ofEpochSecond(
                Instant.now().plus(tokens.config().wsTokenLife()).getEpochSecond());
        Instant expiresAt = own.isBefore(end) ? own : end;
        Map<String, Object> claims = new LinkedHashMap<>(claims(token).getMap());
        claims.put("exp", expiresAt.getEpochSecond());
        return new Outcome.Made(signing.sign(claims), expiresAt);
    }

    /** What a token says whose signature is known to be good; read by what read it when it was checked. */
    private static JsonObject claims(String token) {
        String[] parts = token.split("\\.", -1);
        return new JsonObject(Buffer.buffer(Base64.getUrlDecoder().decode(parts[1])));
    }
}
