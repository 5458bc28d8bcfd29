package io.milepost.service;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A service that the registry has opened, and how it was when it was last asked. Guarded by itself. */
final class OpenService<S extends Service> {
    private static final long PATIENCE_SECONDS = 5;
    private static final Health SILENT = Health.bad("no answer within " + PATIENCE_SECONDS + " s");

    private final ServiceType<S> type;
    private final String provider;
    private final S service;
    private @Nullable CompletableFuture<CompletionStage<Health>> asking;
    private @Nullable ServiceStatus last;

    OpenService(ServiceType<S> type, String provider, S service) {
        this.type = type;
        this.provider = provider;
        this.service = service;
    }

    String name() {
        return type.name();
    }

    S service() {
        return service;
    }

    /** The service as this interface, or null if it is another one. */
    <T extends Service> @Nullable T as(Class<T> api) {
        return type.api().equals(api) ? api.cast(service) : null;
    }

    /** Asks how it is; never fails, and takes no longer than the patience. A call that hangs is not made a second time. */
    CompletableFuture<ServiceStatus> check(Executor executor) {
        CompletableFuture<CompletionStage<Health>> call;
        synchronized (this) {
            if (asking == null || asking.isDone()) {
                asking = CompletableFuture.supplyAsync(service::health, executor);
            }
            call = asking;
        }
        return call.thenCompose(stage -> stage)
                .completeOnTimeout(SILENT, PATIENCE_SECONDS, TimeUnit.SECONDS)
                .exceptionally(OpenService::explain)
                .thenApply(this::note);
    }

    private synchronized ServiceStatus note(Health health) {
        Instant now = Instant.now();
        ServiceStatus before = last;
        Instant since = before != null && before.ok() == health.ok() ? before.since() : now;
        ServiceStatus status = new ServiceStatus(provider, health.ok(), health.detail(), since, now);
        last = status;
        return status;
    }

    /** Only our own exceptions are known to quote no secrets. */
    private static Health explain(Throwable failure) {
        Throwable bare =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        String detail = bare instanceof ServiceException ? bare.getMessage() : null;
        return Health.bad(detail == null ? bare.getClass().getName() : detail);
    }
}
