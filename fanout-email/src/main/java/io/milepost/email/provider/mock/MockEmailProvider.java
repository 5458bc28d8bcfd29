package io.milepost.email.provider.mock;

import io.milepost.email.EmailService;
import io.milepost.email.failover.EmailProvider;
import io.milepost.email.provider.EmailDefaults;
import io.milepost.service.Environment;
import io.milepost.service.Variables;
import java.time.Duration;
import java.util.function.Function;

/**
 * For tests, {@code EMAIL_PROVIDER=mock}: see {@link MockEmailService}. Variables: {@code MOCK_SEED},
 * {@code MOCK_FAILURE_RATE}, {@code MOCK_MAX_DELAY_MS}, {@code DEFAULT_FROM_EMAIL} and {@code EMAIL_TEMPLATES}; none is needed.
 */
public final class MockEmailProvider extends EmailProvider {
    /** Found by {@link java.util.ServiceLoader}. */
    public MockEmailProvider() {}

    @Override
    public String name() {
        return "mock";
    }

    @Override
    protected EmailService openAlone(Environment environment) {
        Variables variables = environment.read();
        long seed = number(variables, "MOCK_SEED", Long::parseLong, 0L, "is no whole number");
        double failureRate = number(variables, "MOCK_FAILURE_RATE", MockEmailProvider::rate, 0.0, "is not from 0 to 1");
        Duration maxDelay = number(
                variables, "MOCK_MAX_DELAY_MS", MockEmailProvider::delay, Duration.ZERO, "is not from 0 to 60000");
        return new MockEmailService(new MockConfig(seed, failureRate, maxDelay), EmailDefaults.readOptional(variables));
    }

    private static <T> T number(Variables variables, String name, Function<String, T> read, T standard, String why) {
        String text = variables.text(name).orElse(null);
        try {
            return text == null ? standard : read.apply(text);
        } catch (IllegalArgumentException e) {
            variables.fault(name, "\"" + text + "\" " + why);
            return standard;
        }
    }

    private static double rate(String text) {
        double rate = Double.parseDouble(text);
        if (!(rate >= 0 && rate <= 1)) {
            throw new IllegalArgumentException(text);
        }
        return rate;
    }

    private static Duration delay(String text) {
        int delay = Integer.parseInt(text);
        if (delay < 0 || delay > 60_000) {
            throw new IllegalArgumentException(text);
        }
        return Duration.ofMillis(delay);
    }
}
