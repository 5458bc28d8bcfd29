package io.milepost.email.failover;

import io.milepost.email.EmailService;
import io.milepost.service.Environment;
import io.milepost.service.EnvironmentException;
import io.milepost.service.ServiceProvider;
import io.milepost.service.Variables;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The opening of a provider and the one that stands by, if there is one. Confined to the thread that opens. */
final class FailoverOpening {
    private static final String SECOND = "EMAIL_FAILOVER_PROVIDER";

    private final EmailProvider first;
    private final Environment environment;
    private final List<String> faults = new ArrayList<>();

    FailoverOpening(EmailProvider first, Environment environment) {
        this.first = first;
        this.environment = environment;
    }

    /** Both or none: faults of both are told together. */
    EmailService open() {
        Variables variables = environment.read();
        Optional<String> name = variables.text(SECOND);
        if (name.isEmpty()) {
            return first.openAlone(environment);
        }
        ServiceProvider<?> second = found(name.get(), variables);
        FailoverConfig config = FailoverConfig.read(variables);
        attempt(() -> {
            variables.check();
            return null;
        });
        EmailService one = attempt(() -> first.openAlone(environment));
        EmailService other = second == null ? null : attempt(() -> (EmailService) second.open(alone()));
        if (one != null && other != null && faults.isEmpty()) {
            return new FailoverEmailService(one, other, new Switch(config, System::nanoTime));
        }
        close(one);
        close(other);
        throw new EnvironmentException(faults);
    }

    private @Nullable ServiceProvider<?> found(String name, Variables variables) {
        if (name.equals(first.name())) {
            variables.fault(SECOND, "is the same as EMAIL_PROVIDER");
            return null;
        }
        Optional<ServiceProvider<?>> found = ServiceLoader.load(ServiceProvider.class).stream()
                .<ServiceProvider<?>>map(ServiceLoader.Provider::get)
                .filter(provider ->
                        provider.type().equals(first.type()) && provider.name().equals(name))
                .findFirst();
        if (found.isEmpty()) {
            variables.fault(SECOND, "there is no provider \"" + name + "\"");
        }
        return found.orElse(null);
    }

    /** The variables without the one that says that another stands by: the one that does has nobody behind it. */
    private Environment alone() {
        Map<String, String> variables = new HashMap<>(environment.variables());
        variables.remove(SECOND);
        return new Environment(variables);
    }

    private <T> @Nullable T attempt(Supplier<@Nullable T> work) {
        try {
            return work.get();
        } catch (EnvironmentException e) {
            e.faults().stream().filter(fault -> !faults.contains(fault)).forEach(faults::add);
            return null;
        }
    }

    private static void close(@Nullable EmailService service) {
        if (service != null) {
            service.close();
        }
    }
}
