package io.milepost.service;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** The services of this process: opened together, asked for by interface or name, closed together. Any thread. */
public final class ServiceRegistry implements AutoCloseable {
    private final List<OpenService<?>> services;
    private final AtomicBoolean closed = new AtomicBoolean();
    /** Bounded, since a service whose health hangs in the call is not asked again meanwhile. */
    private final ThreadPoolExecutor asking =
            new ThreadPoolExecutor(0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
                Thread thread = new Thread(work, "milepost-service-health");
                thread.setDaemon(true);
                return thread;
            });

    private ServiceRegistry(List<OpenService<?>> services) {
        this.services = List.copyOf(services);
    }

    /**
     * Opens every kind of service that has a provider in the class path, with the provider that its variable names.
     *
     * @throws EnvironmentException with everything that is wrong with the variables of all services; then none is open
     */
    public static ServiceRegistry initialize(Environment environment, MeterRegistry meters) {
        List<ServiceProvider<?>> found = ServiceLoader.load(ServiceProvider.class).stream()
                .<ServiceProvider<?>>map(ServiceLoader.Provider::get)
                .toList();
        return initialize(environment, meters, found);
    }

    /** The same with these providers instead of those in the class path, for tests that hand in their own. */
    public static ServiceRegistry initialize(
            Environment environment, MeterRegistry meters, List<ServiceProvider<?>> providers) {
        return new ServiceRegistry(new Opening(environment, meters, providers).open());
    }

    /**
     * The service of this interface.
     *
     * @throws IllegalArgumentException if there is none
     */
    public <S extends Service> S get(Class<S> api) {
        for (OpenService<?> open : services) {
            S service = open.as(api);
            if (service != null) {
                return service;
            }
        }
        throw unknown(api.getSimpleName());
    }

    /**
     * The service of this name, such as {@code websocket}.
     *
     * @throws IllegalArgumentException if there is none
     */
    public Service get(String name) {
        for (OpenService<?> open : services) {
            if (open.name().equals(name)) {
                return open.service();
            }
        }
        throw unknown(name);
    }

    private IllegalArgumentException unknown(String what) {
        return new IllegalArgumentException("there is no service \"" + what + "\"; there are "
                + String.join(", ", services.stream().map(OpenService::name).toList())
                + "; one whose module is not in the class path is not opened");
    }

    /**
     * Asks every service how it is, all at the same time.
     *
     * @return completes within about 5 s, with a status for each service by its name; never fails while the registry is open
     */
    public CompletionStage<Map<String, ServiceStatus>> health() {
        Map<String, CompletableFuture<ServiceStatus>> checks = new LinkedHashMap<>();
        services.forEach(open -> checks.put(open.name(), open.check(asking)));
        return CompletableFuture.allOf(checks.values().toArray(CompletableFuture<?>[]::new))
                .thenApply(all -> {
                    Map<String, ServiceStatus> statuses = new LinkedHashMap<>();
                    checks.forEach((name, check) -> statuses.put(name, check.join()));
                    return statuses;
                });
    }

    /** Closes all services, whatever some of them throw. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            asking.shutdownNow();
            RuntimeException failed = new IllegalStateException("a service did not close");
            Opening.closeAll(services, failed);
            if (failed.getSuppressed().length > 0) {
                throw failed;
            }
        }
    }
}
