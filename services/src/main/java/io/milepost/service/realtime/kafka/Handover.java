package io.milepost.service.realtime.kafka;

import io.milepost.service.realtime.RealtimeException;
import io.milepost.service.realtime.RealtimeException.Code;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * What waits to be handed to Kafka's client, which may block while the broker is away. One thread hands over, in order;
 * beyond a bound of calls or bytes a call is refused, and what has waited too long is not sent any more. Any thread.
 */
final class Handover implements AutoCloseable {
    private static final int CALLS = 10_000;
    private static final long BYTES = 64L << 20;
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(5);
    private static final long CLOSING_SECONDS = 10;

    private final AtomicLong waiting = new AtomicLong();
    private final ThreadPoolExecutor sender =
            new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(CALLS), work -> {
                Thread thread = new Thread(work, "milepost-realtime-kafka");
                thread.setDaemon(true);
                return thread;
            });

    /** One call that waits. */
    private record Waiting(long since, Supplier<CompletableFuture<Void>> send, CompletableFuture<Void> done)
            implements Runnable {
        @Override
        public void run() {
            if (System.nanoTime() - since > PATIENCE) {
                refuse("Kafka took nothing for too long");
                return;
            }
            try {
                send.get().whenComplete((nothing, failure) -> {
                    if (failure == null) {
                        done.complete(null);
                    } else {
                        done.completeExceptionally(failure);
                    }
                });
            } catch (RuntimeException e) {
                done.completeExceptionally(e);
            }
        }

        void refuse(String why) {
            done.completeExceptionally(new RealtimeException(Code.UNAVAILABLE, why));
        }
    }

    /** Sends when its turn comes. */
    CompletableFuture<Void> send(long bytes, Supplier<CompletableFuture<Void>> send) {
        Waiting call = new Waiting(System.nanoTime(), send, new CompletableFuture<>());
        if (waiting.addAndGet(bytes) > BYTES) {
            call.refuse("too much waits for Kafka");
        } else {
            try {
                sender.execute(call);
            } catch (RejectedExecutionException e) {
                call.refuse(sender.isShutdown() ? "the service is closed" : "too much waits for Kafka");
            }
        }
        // Not a stage of its own: the bytes are given back before anybody hears that it is done.
        return call.done().whenComplete((nothing, failure) -> waiting.addAndGet(-bytes));
    }

    /** Waits until all is handed over, which takes no longer than Kafka's client blocks; what is left then fails. */
    @Override
    public void close() {
        sender.shutdown();
        try {
            if (!sender.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS)) {
                end();
            }
        } catch (InterruptedException e) {
            end();
            Thread.currentThread().interrupt();
        }
    }

    private void end() {
        sender.shutdownNow().forEach(work -> ((Waiting) work).refuse("the service is closed"));
    }
}
