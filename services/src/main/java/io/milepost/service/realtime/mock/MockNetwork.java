package io.milepost.service.realtime.mock;

import io.milepost.service.realtime.RealtimeException;
import io.milepost.service.realtime.RealtimeException.Code;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The network that a mock pretends to have: slow and unreliable as configured. Guarded by itself. */
final class MockNetwork implements AutoCloseable {
    private final MockConfig config;
    private final Random random;
    private final Deque<RealtimeException> failures = new ArrayDeque<>();
    private final Set<Call<?>> underWay = new HashSet<>();
    private @Nullable ScheduledThreadPoolExecutor clock;
    private boolean closed;

    MockNetwork(MockConfig config) {
        this.config = config;
        this.random = new Random(config.seed());
    }

    /** One operation, and how it is going to end. What fails has done nothing. */
    private static final class Call<T> {
        private final Supplier<T> work;
        private final @Nullable RealtimeException failure;
        private final CompletableFuture<T> done = new CompletableFuture<>();

        Call(Supplier<T> work, @Nullable RealtimeException failure) {
            this.work = work;
            this.failure = failure;
        }

        void end() {
            if (failure == null) {
                done.complete(work.get());
            } else {
                done.completeExceptionally(failure);
            }
        }

        void abandon() {
            done.completeExceptionally(gone());
        }
    }

    synchronized void failNext(RealtimeException failure) {
        failures.addLast(failure);
    }

    /** Does what a provider would do, when it would have done it. */
    synchronized <T> CompletableFuture<T> send(Supplier<T> work) {
        if (closed) {
            return CompletableFuture.failedFuture(gone());
        }
        Call<T> call = new Call<>(work, fate());
        long delay = (long) (random.nextDouble() * config.maxDelay().toNanos());
        if (delay == 0) {
            call.end();
        } else {
            underWay.add(call);
            clock().schedule(() -> finish(call), delay, TimeUnit.NANOSECONDS);
        }
        return call.done;
    }

    private @Nullable RealtimeException fate() {
        // Drawn each time, so that a failure asked for does not shift what chance brings later.
        boolean chance = random.nextDouble() < config.failureRate();
        RealtimeException asked = failures.pollFirst();
        return asked == null && chance
                ? new RealtimeException(Code.UNAVAILABLE, "the mock fails by chance, seed " + config.seed())
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

    private ScheduledThreadPoolExecutor clock() {
        if (clock == null) {
            clock = new ScheduledThreadPoolExecutor(1, work -> {
                Thread thread = new Thread(work, "milepost-mock");
                thread.setDaemon(true);
                return thread;
            });
        }
        return clock;
    }

    private static RealtimeException gone() {
        return new RealtimeException(Code.UNAVAILABLE, "the service is closed");
    }

    /** What is under way fails, and the thread ends. */
    @Override
    public void close() {
        List<Call<?>> left;
        synchronized (this) {
            closed = true;
            left = List.copyOf(underWay);
            underWay.clear();
            if (clock != null) {
                clock.shutdownNow();
            }
        }
        left.forEach(Call::abandon);
    }
}
