package io.milepost.pusher.webhook;

import io.milepost.fanout.FanoutSettings;
import io.milepost.fanout.HookAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Set;

/**
 * Where facts of an app are posted.
 *
 * @param url over HTTP, with TLS or without
 * @param events the kinds that are told; empty for all
 * @param key the app's key
 * @param secret what bodies are signed with
 * @param timeout for a call, from the connection to the end of the answer
 */
record WebhookSettings(URI url, Set<String> events, String key, String secret, Duration timeout) {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    /** A call must fit into the time that a delivery has. */
    private static final Duration LONGEST = Duration.ofSeconds(15);

    private static final Duration SHORTEST = Duration.ofMillis(100);

    /** Copies the set. */
    WebhookSettings {
        events = Set.copyOf(events);
    }

    static WebhookSettings read(FanoutSettings settings) {
        URI none = URI.create("http://invalid/");
        String said = settings.required("url", "where the facts are posted");
        URI url = said.isBlank() ? none : settings.read("url", none, HookAddress.GRAMMAR, WebhookSettings::address);
        Duration timeout = settings.duration("requestTimeout", TIMEOUT, SHORTEST);
        if (timeout.compareTo(LONGEST) > 0) {
            settings.fault(
                    "requestTimeout", "more than " + LONGEST.toSeconds() + "s, which a delivery has no time for");
        }
        return new WebhookSettings(
                url,
                Set.copyOf(settings.list("events")),
                settings.required("key", "the key of the app"),
                settings.secret("secret", "the secret of the app, or secretFile"),
                timeout);
    }

    private static URI address(String text) {
        HookAddress.fault(text.trim()).ifPresent(fault -> {
            throw new IllegalArgumentException(fault);
        });
        return URI.create(text.trim());
    }

    boolean wants(String type) {
        return events.isEmpty() || events.contains(type);
    }

    /** Neither the secret nor what stands behind the host. */
    @Override
    public String toString() {
        return "webhook of app " + key + " at " + url.getHost();
    }
}
