package io.milepost.email.provider.mock;

import io.milepost.email.EmailException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The network that a mock pretends to have: slow and unreliable as configured. Guarded by itself. */
final class MockNetwork {
    private final MockConfig config;
    private final Random random;
    private final Deque<EmailException> failures = new ArrayDeque<>();
    private final Set<Call<?>> underWay = new HashSet<>();
    private boolean closed;

    MockNetwork(MockConfig config) {
        this.config = config;
        this.random = new Random(config.seed());
    }

    /** One operation, and how it is going to end. What fails has done nothing. */
    private static final class Call<T> {
        private final Supplier<T> work;
        private final @Nullable EmailException failure;
        private final CompletableFuture<T> done = new CompletableFuture<>();

        Call(Supplier<T> work, @Nullable EmailException failure) {
            this.work = work;
            this.failure = failure;
        }

        void end() {
            try {
                if (failure != null) {
                    throw failure;
                }
                done.complete(work.get());
            } catch (EmailException e) {
                done.completeExceptionally(e);
            }
        }

        void abandon() {
            done.completeExceptionally(gone());
        }
    }

    synchronized void failNext(EmailException failure) {
        failures.addLast(failure);
    }

    /** Does what a provider would do, when it would have done it. */
    <T> CompletableFuture<T> send(Supplier<T> work) {
        Call<T> call;
        long delay;
        synchronized (this) {
            if (closed) {
                return CompletableFuture.failedFuture(gone());
            }
            call = new Call<>(work, fate());
            delay = (long) (random.nextDouble() * config.maxDelay().toNanos());
            if (delay > 0) {
                underWay.add(call);
            }
        }
        if (delay > 0) {
            CompletableFuture.delayedExecutor(delay, TimeUnit.NANOSECONDS).execute(() -> finish(call));
        } else {
            call.end();
        }
        return call.done;
    }

    private @Nullable EmailException fate() {
        // Drawn each time, so that a failure asked for does not shift what chance brings later.
        boolean chance = random.nextDouble() < config.failureRate();
        EmailException asked = failures.pollFirst();
        return asked == null && chance
                ? new EmailException.Unavailable("the mock fails by chance, seed " + config.seed(), null)
                : asked;
    }

    /** Whoever takes the call out of the set ends it. */
    private void finish(Call<?> call) {
        boolean ours;
        synchronized (this) {
            ours = underWay.remove(call);
        }
        if (ours) {
            call.end();
        }
    }

    private static EmailException gone() {
        return new EmailException.Unavailable("the service is closed", null);
    }

    /** What is under way fails, having done nothing. */
    void close() {
        List<Call<?>> left;
        synchronized (this) {
            closed = true;
            left = List.copyOf(underWay);
            underWay.clear();
        }
        left.forEach(Call::abandon);
    }
}
