package io.milepost.email.rule;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.milepost.fanout.FanoutSettings;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How to reach an application that knows recipients.
 *
 * @param url where events are posted to
 * @param secret what both sides know; empty for requests without a signature
 * @param timeout how long one request may take, from the connection to the whole of the answer
 * @param mostBytes the longest answer
 */
record LookupConfig(URI url, byte[] secret, Duration timeout, int mostBytes) {
    private static final int LEAST_SECRET = 32;
    private static final int MOST_BYTES = 64 << 20;
    private static final URI NOWHERE = URI.create("http://127.0.0.1/");

    static LookupConfig read(FanoutSettings settings) {
        settings.required("url", "where events are posted to, such as https://example.com/recipients");
        URI url = settings.read("url", NOWHERE, "an http or https address without a user", LookupConfig::address);
        boolean signed = !settings.text("secret", "").isBlank()
                || !settings.text("secretFile", "").isBlank();
        String secret = signed ? settings.secret("secret", "what the application checks signatures with") : "";
        if (!secret.isEmpty() && secret.length() < LEAST_SECRET) {
            settings.fault("secret", "shorter than " + LEAST_SECRET + " characters");
        }
        Duration timeout = settings.duration("timeout", Duration.ofSeconds(10), Duration.ofMillis(100));
        return new LookupConfig(url, secret.getBytes(UTF_8), timeout, MOST_BYTES);
    }

    private static @Nullable URI address(String text) {
        URI url = URI.create(text.trim());
        boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
        return http && url.getHost() != null && url.getUserInfo() == null ? url : null;
    }
}
