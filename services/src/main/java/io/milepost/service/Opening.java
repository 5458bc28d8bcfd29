package io.milepost.service;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The opening of all services, each by the provider that its variable names. Confined to the thread that opens. */
final class Opening {
    private final Environment environment;
    private final MeterRegistry meters;
    private final List<ServiceProvider<?>> providers;
    private final List<String> faults = new ArrayList<>();
    private final List<OpenService<?>> opened = new ArrayList<>();

    Opening(Environment environment, MeterRegistry meters, List<ServiceProvider<?>> providers) {
        this.environment = environment;
        this.meters = meters;
        this.providers = providers;
    }

    /** Opens all of them, or none. */
    List<OpenService<?>> open() {
        Map<String, ServiceType<?>> types = new LinkedHashMap<>();
        providers.forEach(provider -> types.putIfAbsent(provider.type().name(), provider.type()));
        try {
            types.values().forEach(this::open);
            if (!faults.isEmpty()) {
                throw new EnvironmentException(faults);
            }
        } catch (RuntimeException e) {
            closeAll(opened, e);
            throw e;
        }
        return opened;
    }

    private <S extends Service> void open(ServiceType<S> type) {
        String chosen = environment.read().text(type.variable()).orElse(type.standard());
        List<ServiceProvider<S>> called = called(type, chosen);
        if (called.size() != 1) {
            faults.add(type.variable() + ": "
                    + (called.isEmpty() ? missing(type, chosen) : "several providers are called " + chosen));
            return;
        }
        try {
            S service = called.get(0).open(environment);
            Operations operations = new Operations(meters, type.name(), chosen);
            opened.add(new OpenService<>(type, chosen, type.metering().around(service, operations)));
        } catch (EnvironmentException e) {
            faults.addAll(e.faults());
        }
    }

    @SuppressWarnings("unchecked") // a provider's service is what its type says
    private <S extends Service> List<ServiceProvider<S>> called(ServiceType<S> type, String name) {
        return providers.stream()
                .filter(provider ->
                        provider.type().equals(type) && provider.name().equals(name))
                .map(provider -> (ServiceProvider<S>) provider)
                .toList();
    }

    private String missing(ServiceType<?> type, String chosen) {
        List<String> there = providers.stream()
                .filter(provider -> provider.type().equals(type))
                .map(ServiceProvider::name)
                .sorted()
                .toList();
        String hint = type.elsewhere().get(chosen);
        return "there is no provider \"" + chosen + "\"" + (hint == null ? "" : ": " + hint) + "; there are "
                + String.join(", ", there);
    }

    /** Closes the last one first; what fails is added to what went wrong before. */
    static void closeAll(List<OpenService<?>> services, RuntimeException before) {
        for (int i = services.size() - 1; i >= 0; i--) {
            try {
                services.get(i).service().close();
            } catch (RuntimeException e) {
                before.addSuppressed(e);
            }
        }
    }
}
