package io.milepost.service;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Measures a service's operations: timer {@code milepost.service.operations} with tags {@code service}, {@code provider},
 * {@code operation} and {@code outcome}, which is {@code ok}, the code of the {@link ServiceException}, or {@code defect}
 * for anything else. Any thread.
 */
public final class Operations {
    private static final String TIMER = "milepost.service.operations";

    private final MeterRegistry meters;
    private final String service;
    private final String provider;

    Operations(MeterRegistry meters, String service, String provider) {
        this.meters = meters;
        this.service = service;
        this.provider = provider;
    }

    /** Measures what is done when the stage is. The stage handed back fails with the failure itself, never wrapped. */
    public <T> CompletionStage<T> stage(String operation, Supplier<CompletionStage<T>> work) {
        long began = System.nanoTime();
        CompletableFuture<T> done = new CompletableFuture<>();
        CompletionStage<T> stage;
        try {
            stage = work.get();
        } catch (RuntimeException e) {
            stage = CompletableFuture.failedFuture(e);
        }
        stage.whenComplete((result, wrapped) -> {
            Throwable failure = bare(wrapped);
            record(operation, began, failure);
            if (failure == null) {
                done.complete(result);
            } else {
                done.completeExceptionally(failure);
            }
        });
        return done;
    }

    /** Measures what is done when the call returns. */
    public <T> T call(String operation, Supplier<T> work) {
        long began = System.nanoTime();
        Throwable failure = null;
        try {
            return work.get();
        } catch (RuntimeException e) {
            failure = e;
            throw e;
        } finally {
            record(operation, began, failure);
        }
    }

    private void record(String operation, long began, @Nullable Throwable failure) {
        meters.timer(
                        TIMER,
                        "service",
                        service,
                        "provider",
                        provider,
                        "operation",
                        operation,
                        "outcome",
                        outcome(failure))
                .record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
    }

    private static String outcome(@Nullable Throwable failure) {
        if (failure == null) {
            return "ok";
        }
        return failure instanceof ServiceException known ? known.code().name().toLowerCase(Locale.ROOT) : "defect";
    }

    private static @Nullable Throwable bare(@Nullable Throwable failure) {
        Throwable bare = failure;
        while (bare instanceof CompletionException && bare.getCause() != null) {
            bare = bare.getCause();
        }
        return bare;
    }
}
