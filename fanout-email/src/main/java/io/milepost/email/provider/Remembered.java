package io.milepost.email.provider;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Something that a provider was asked, for as long as it is good. A question under way is shared; one that failed is asked
 * again. Guarded by itself.
 */
public final class Remembered<T> {
    private final Supplier<? extends CompletionStage<T>> question;
    private final Duration good;
    private @Nullable CompletableFuture<T> answer;
    private long asked;

    /** Asks nothing yet. */
    public Remembered(Duration good, Supplier<? extends CompletionStage<T>> question) {
        this.good = good;
        this.question = question;
    }

    /** The answer of before if it is still good, else a new one. */
    public synchronized CompletionStage<T> get() {
        CompletableFuture<T> before = answer;
        if (before != null && !before.isCompletedExceptionally() && System.nanoTime() - asked < good.toNanos()) {
            return before;
        }
        asked = System.nanoTime();
        CompletableFuture<T> now = question.get().toCompletableFuture();
        answer = now;
        return now;
    }

    /** The next one to ask gets a new answer. */
    public synchronized void forget() {
        answer = null;
    }
}
