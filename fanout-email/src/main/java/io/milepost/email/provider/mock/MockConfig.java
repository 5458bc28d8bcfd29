package io.milepost.email.provider.mock;

import java.time.Duration;

/**
 * How a mock behaves.
 *
 * @param seed of all that is left to chance; the same calls in the same order then have the same outcomes
 * @param failureRate which part of the operations over the network fails as unavailable, 0 to 1
 * @param maxDelay each operation over the network takes up to so long, a minute at most; zero to complete at once
 */
public record MockConfig(long seed, double failureRate, Duration maxDelay) {
    /** At once, without a failure. */
    public static final MockConfig RELIABLE = new MockConfig(0, 0, Duration.ZERO);

    /** Refuses what is no rate and no delay. */
    public MockConfig {
        if (!(failureRate >= 0 && failureRate <= 1)) {
            throw new IllegalArgumentException("failureRate: 0 to 1 is expected");
        }
        if (maxDelay.isNegative() || maxDelay.compareTo(Duration.ofMinutes(1)) > 0) {
            throw new IllegalArgumentException("maxDelay: 0 to 60 s is expected");
        }
    }
}
