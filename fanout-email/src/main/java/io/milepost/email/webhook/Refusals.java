package io.milepost.email.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Turns what is found to be wrong in the middle of checking a call into a verdict; defects stay failures. */
final class Refusals {
    private Refusals() {}

    /** What the work comes to, or why the call is refused. */
    static CompletionStage<Verdict> caught(Supplier<CompletionStage<Verdict>> work) {
        CompletionStage<Verdict> stage;
        try {
            stage = work.get();
        } catch (RuntimeException e) {
            stage = CompletableFuture.failedFuture(e);
        }
        return stage.exceptionally(Refusals::refused);
    }

    /** Refuses what was said too long ago, or will be too long from now. */
    static void checkAge(Instant at, Instant now, Duration most) {
        if (at.isBefore(now.minus(most)) || at.isAfter(now.plus(most))) {
            throw new RefusedException(403, "its time is more than " + most.toSeconds() + " s from now");
        }
    }

    private static Verdict refused(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof RefusedException refused) {
            return refused.verdict();
        }
        if (cause instanceof MalformedException malformed) {
            return new Verdict.Refused(400, String.valueOf(malformed.getMessage()));
        }
        throw failure instanceof RuntimeException defect ? defect : new CompletionException(failure);
    }
}
