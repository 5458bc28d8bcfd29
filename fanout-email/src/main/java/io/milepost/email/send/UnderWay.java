package io.milepost.email.send;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The calls of the provider of which it is not noted yet what came of them. An end that does not wait for them would make mail
 * that went out unknown to whoever goes on. Any thread.
 */
final class UnderWay {
    private static final Logger log = LoggerFactory.getLogger(UnderWay.class);

    private final Map<Object, CompletableFuture<?>> calls = new ConcurrentHashMap<>();

    /** Counts a call until its stage completes. */
    <T> CompletionStage<T> until(CompletionStage<T> noted) {
        Object key = new Object();
        CompletableFuture<T> call = noted.toCompletableFuture();
        calls.put(key, call);
        return call.whenComplete((done, failure) -> calls.remove(key));
    }

    /** Returns when there are none, or after this time. */
    void await(Duration most) {
        try {
            CompletableFuture.allOf(calls.values().toArray(CompletableFuture[]::new))
                    .get(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            // It has ended, one way or another.
        } catch (TimeoutException e) {
            log.warn(
                    "what came of {} calls of the provider is not noted; they are unknown to whoever goes on",
                    calls.size());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
