package io.milepost.gateway.publish;

import io.milepost.gateway.protocol.ErrorCode;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What became of a wish to publish. */
public sealed interface Publication {
    /** It is on its way; the future completes when the log has it, and fails if that is not so or not known. */
    record UnderWay(String eventId, CompletableFuture<?> done) implements Publication {}

    /**
     * It was not taken.
     *
     * @param retryAfterMs after how many milliseconds another try makes sense; 0 if none does
     * @param path where in the data something is wrong, a JSON pointer, empty for all of it; null if that is not why
     */
    record Refused(
            ErrorCode code,
            String message,
            long retryAfterMs,
            @Nullable String path) implements Publication {
        /** For good. */
        public Refused(ErrorCode code, String message) {
            this(code, message, 0);
        }

        /** For now. */
        public Refused(ErrorCode code, String message, long retryAfterMs) {
            this(code, message, retryAfterMs, null);
        }
    }
}
