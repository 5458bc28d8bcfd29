package io.milepost.email.fanout;

import io.micrometer.core.instrument.MeterRegistry;
import io.milepost.email.EmailService;
import io.milepost.email.provider.mock.Inbox;
import io.milepost.email.provider.mock.MockEmailService;
import io.milepost.service.Environment;
import io.milepost.service.EnvironmentException;
import io.milepost.service.ServiceProvider;
import io.milepost.service.ServiceRegistry;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * Who carries the mail.
 *
 * @param service the provider
 * @param inbox where it goes instead, if it goes to nobody
 * @param held closed with it
 */
record Carrier(EmailService service, Optional<Inbox> inbox, AutoCloseable held) implements AutoCloseable {
    /**
     * Opens the provider that the variables name, or an inbox.
     *
     * @throws EnvironmentException with everything that is wrong with the variables
     */
    static Carrier open(Environment environment, boolean hasInbox, MeterRegistry meters) {
        if (hasInbox) {
            MockEmailService mock = new MockEmailService();
            return new Carrier(mock, Optional.of(mock.inbox()), mock);
        }
        List<ServiceProvider<?>> providers = ServiceLoader.load(ServiceProvider.class).stream()
                .<ServiceProvider<?>>map(ServiceLoader.Provider::get)
                .filter(provider -> provider.type().api() == EmailService.class)
                .toList();
        ServiceRegistry registry = ServiceRegistry.initialize(environment, meters, providers);
        return new Carrier(registry.get(EmailService.class), Optional.empty(), registry);
    }

    @Override
    public void close() {
        try {
            held.close();
        } catch (Exception e) {
            throw new IllegalStateException("the provider did not close", e);
        }
    }
}
