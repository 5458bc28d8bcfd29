package io.milepost.service;

/**
 * A way to provide a service. Found by {@link java.util.ServiceLoader}: name the class in
 * {@code META-INF/services/io.milepost.service.ServiceProvider}. Needs a public constructor without arguments, which does
 * nothing.
 */
public interface ServiceProvider<S extends Service> {
    /** What it provides, such as {@code RealtimeService.type()}. */
    ServiceType<S> type();

    /** What it is called in the variable that chooses it, such as {@code kafka}. */
    String name();

    /**
     * Opens the service. Connects to nobody yet, or does not wait for it: what is away at present may come.
     *
     * @throws EnvironmentException with everything that is wrong with its variables
     */
    S open(Environment environment);
}
