package io.milepost.console;

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
    private Seen<T> seen;
    private long at;
    private @Nullable CompletableFuture<Seen<T>> underWay;

    /**
     * Knows nothing yet.
     *
     * @param fresh for how many nanoseconds an answer is good
     */
    Remembered(Work work, long fresh, T nothing, Callable<T> question) {
        this.work = work;
        this.fresh = fresh;
        this.question = question;
        seen = new Seen<>(nothing, "not asked yet");
        at = System.nanoTime() - fresh;
    }

    /**
     * What is known.
     *
     * @param value of the last time that an answer came
     * @param trouble why none came this time; null if one did
     */
    record Seen<T>(T value, @Nullable String trouble) {}

    /** What is known now, or will be in a moment; at the latest after so long. */
    CompletableFuture<Seen<T>> latest(long patienceMs) {
        CompletableFuture<Seen<T>> asked = ask();
        return asked.copy().completeOnTimeout(late(), patienceMs, TimeUnit.MILLISECONDS);
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

    private synchronized Seen<T> late() {
        return new Seen<>(seen.value(), "Kafka has not answered");
    }

    private static String words(@Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause == null || cause instanceof TimeoutException
                ? "Kafka has not answered"
                : "Kafka: " + cause.getClass().getSimpleName();
    }
}
