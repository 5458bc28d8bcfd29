package io.milepost.email.provider;

import io.milepost.email.EmailException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The threads of a provider whose library blocks: 16 calls at once, 200 wait, more are refused as rate limited. A call of which
 * nothing is heard by its deadline ends then, whatever its thread still does. Any thread.
 */
public final class BlockingCalls implements AutoCloseable {
    private static final int AT_ONCE = 16;
    private static final int WAITING = 200;

    private final String provider;
    private final Patience patience;
    private final ThreadPoolExecutor threads;

    /** Threads that bear the provider's name. */
    public BlockingCalls(String provider, Patience patience) {
        this.provider = provider;
        this.patience = patience;
        AtomicInteger number = new AtomicInteger();
        threads = new ThreadPoolExecutor(
                AT_ONCE, AT_ONCE, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), work -> {
                    Thread thread = new Thread(work, "milepost-email-" + provider + '-' + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Sends. The call hands its message over within the window it is given.
     *
     * @param call throws an {@link EmailException}
     */
    public <T> CompletionStage<T> send(Function<SendWindow, T> call) {
        SendWindow window = new SendWindow(patience.handOver());
        return run(() -> call.apply(window), patience.deadline(), window);
    }

    /** Does anything else, for so long at most. */
    public <T> CompletionStage<T> ask(Duration limit, Supplier<T> call) {
        return run(call, limit, new SendWindow(limit));
    }

    private <T> CompletionStage<T> run(Supplier<T> call, Duration limit, SendWindow window) {
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            threads.execute(() -> perform(call, result));
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(
                    threads.isShutdown()
                            ? new EmailException.Unavailable("the service is closed", null)
                            : new EmailException.RateLimited(
                                    "more than " + (AT_ONCE + WAITING) + " calls at once",
                                    Duration.ofSeconds(1),
                                    null));
        }
        return result.orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS).exceptionally(failure -> {
            throw failure instanceof TimeoutException ? late(window) : new CompletionException(failure);
        });
    }

    private static <T> void perform(Supplier<T> call, CompletableFuture<T> result) {
        if (result.isDone()) {
            return;
        }
        try {
            result.complete(call.get());
        } catch (RuntimeException e) {
            result.completeExceptionally(e);
        } catch (Error e) {
            result.completeExceptionally(e);
            throw e;
        }
    }

    private EmailException late(SendWindow window) {
        return window.shut()
                ? new EmailException.Unavailable(provider + " did not take the message in time", null)
                : new EmailException.Unknown(provider + " has the message and did not answer in time", null);
    }

    /** Begins nothing more, and waits for what is under way as long as a message has. */
    @Override
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(patience.deadline().toMillis(), TimeUnit.MILLISECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
