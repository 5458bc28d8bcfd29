package io.milepost.email.provider;

import java.time.Duration;

/**
 * How long a provider is waited for.
 *
 * @param connect for a connection
 * @param handOver from the call until the message is handed over, waiting for its turn included
 * @param answer from then on
 */
public record Patience(Duration connect, Duration handOver, Duration answer) {
    /** What is right for providers in the internet. */
    public static final Patience STANDARD =
            new Patience(Duration.ofSeconds(5), Duration.ofSeconds(15), Duration.ofSeconds(15));

    /** After which a call has ended. */
    public Duration deadline() {
        return handOver.plus(answer);
    }
}
