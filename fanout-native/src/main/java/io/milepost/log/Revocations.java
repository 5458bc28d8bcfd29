package io.milepost.log;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Which tokens are good no longer although they have not ended. Any thread may ask, as often as it likes. */
public interface Revocations {
    /** Nothing is ever revoked. */
    Revocations NONE = new Revocations() {
        @Override
        public boolean isRevoked(@Nullable String tokenId, String userId, Instant issuedAt) {
            return false;
        }

        @Override
        public CompletableFuture<Void> ready() {
            return CompletableFuture.completedFuture(null);
        }
    };

    /**
     * Whether a token was revoked, itself or with all its user's.
     *
     * @param tokenId its {@code jti}, if it has one
     * @param issuedAt its {@code iat}; the epoch if it does not say, which counts as older than any revocation
     */
    boolean isRevoked(@Nullable String tokenId, String userId, Instant issuedAt);

    /** Completes when everything revoked before the start is known. Until then nobody can be let in. */
    CompletableFuture<Void> ready();
}
