package io.milepost.gateway.publish;

import io.milepost.gateway.protocol.ErrorCode;
import java.util.concurrent.CompletableFuture;

/** What became of a wish to publish. */
public sealed interface Publication {
    /** It is on its way; the future completes when the log has it, and fails if that is not so or not known. */
    record UnderWay(String eventId, CompletableFuture<?> done) implements Publication {}

    /**
     * It was not taken.
     *
     * @param retryAfterMs after how many milliseconds another try makes sense; 0 if none does
     */
    record Refused(ErrorCode code, String message, long retryAfterMs) implements Publication {
        /** For good. */
        public Refused(ErrorCode code, String message) {
            this(code, message, 0);
        }
    }
}
