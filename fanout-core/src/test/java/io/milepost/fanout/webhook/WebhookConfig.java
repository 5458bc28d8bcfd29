package io.milepost.fanout.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.milepost.fanout.FanoutSettings;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How to reach the receiver.
 *
 * @param url where events are posted to
 * @param secret what both sides know, and nobody else
 * @param timeout how long one request may take, from the connection to the whole of the answer
 */
record WebhookConfig(URI url, byte[] secret, Duration timeout) {
    private static final int LEAST_SECRET = 32;
    private static final URI NOWHERE = URI.create("http://127.0.0.1/");

    /** Reads all keys, so that all faults are told at once. */
    static WebhookConfig read(FanoutSettings settings) {
        settings.required("url", "where events are posted to, such as https://example.com/events");
        URI url = settings.read("url", NOWHERE, "an http or https address without a user", WebhookConfig::address);
        String secret = settings.secret("secret", "what the receiver checks signatures with");
        if (!secret.isEmpty() && secret.length() < LEAST_SECRET) {
            settings.fault("secret", "shorter than " + LEAST_SECRET + " characters");
        }
        Duration timeout = settings.duration("timeout", Duration.ofSeconds(10), Duration.ofMillis(100));
        return new WebhookConfig(url, secret.getBytes(UTF_8), timeout);
    }

    private static @Nullable URI address(String text) {
        URI url = URI.create(text);
        boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
        return http && url.getHost() != null && url.getUserInfo() == null ? url : null;
    }
}
