package io.milepost.service;

import java.util.Map;

/**
 * A kind of service: what it is called, and how its provider is chosen. Defined once, beside the interface.
 *
 * @param name what the registry calls it, such as {@code websocket}
 * @param api the interface
 * @param variable the environment variable that names the provider, such as {@code WEBSOCKET_PROVIDER}
 * @param standard the provider if the variable says nothing
 * @param elsewhere providers that may be asked for and missing, and what to do then, such as {@code add io.milepost:fanout-pusher}
 * @param metering puts measurement around a provider's service
 */
public record ServiceType<S extends Service>(
        String name,
        Class<S> api,
        String variable,
        String standard,
        Map<String, String> elsewhere,
        Metering<S> metering) {
    /** Copies the map. */
    public ServiceType {
        elsewhere = Map.copyOf(elsewhere);
    }

    /** Makes of a service the same service, measured. */
    @FunctionalInterface
    public interface Metering<S extends Service> {
        /** The service, each of whose operations goes through {@code operations}. */
        S around(S service, Operations operations);
    }
}
