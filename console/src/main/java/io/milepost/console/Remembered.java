package io.milepost.console;

import io.milepost.console.web.Refused;
import io.milepost.console.web.Work;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Something that takes a while to find out, and is found out again only when it is old. Any thread. */
final class Remembered<T> {
    private final Work work;
    private final long fresh;
    private final Callable<T> question;
    private Seen<T> seen = new Seen<>(null, null);
    private long at;
    private @Nullable CompletableFuture<Seen<T>> underWay;

    /**
     * Knows nothing yet.
     *
     * @param fresh for how many nanoseconds an answer is good
     */
    Remembered(Work work, long fresh, Callable<T> question) {
        this.work = work;
        this.fresh = fresh;
        this.question = question;
        at = System.nanoTime() - fresh;
    }

    /**
     * What is known.
     *
     * @param value of the last time that an answer came; null if none came yet
     * @param trouble why none came the last time that one was due; null if one came, or is still waited for
     */
    record Seen<T>(@Nullable T value, @Nullable String trouble) {}

    /** What is known now, or will be in a moment; after so long, what was known before. */
    synchronized CompletableFuture<Seen<T>> latest(long patienceMs) {
        return ask().copy().completeOnTimeout(seen, patienceMs, TimeUnit.MILLISECONDS);
    }

    private synchronized CompletableFuture<Seen<T>> ask() {
        if (underWay != null) {
            return underWay;
        }
        if (System.nanoTime() - at < fresh) {
            return CompletableFuture.completedFuture(seen);
        }
        CompletableFuture<Seen<T>> answer = new CompletableFuture<>();
        underWay = answer;
        work.ask(question).whenComplete((value, failure) -> answer.complete(note(value, failure)));
        return answer;
    }

    private synchronized Seen<T> note(@Nullable T value, @Nullable Throwable failure) {
        underWay = null;
        at = System.nanoTime();
        seen = value != null ? new Seen<>(value, null) : new Seen<>(seen.value(), words(failure));
        return seen;
    }

    private static String words(@Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof Refused busy) {
            return String.valueOf(busy.getMessage());
        }
        return cause == null || cause instanceof TimeoutException
                ? "Kafka has not answered"
                : "Kafka: " + cause.getClass().getSimpleName();
    }
}
