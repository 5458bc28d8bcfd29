package io.milepost.email.webhook;

import io.milepost.fanout.FanoutSettings;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The webhooks that are configured. To be closed after the endpoint that serves them.
 *
 * @param all one for each provider at most
 */
public record Webhooks(List<Webhook> all) implements AutoCloseable {
    /** Copies the list. */
    public Webhooks {
        all = List.copyOf(all);
    }

    /**
     * Reads the keys below {@code webhooks.}: those of {@code ses}, {@code sendgrid}, {@code postmark} and {@code resend}. A
     * provider of which nothing is said has no webhook. Faults are noted in the settings.
     */
    public static Webhooks read(FanoutSettings settings) {
        Map<String, FanoutSettings> said = settings.sections("webhooks");
        InstantSource clock = InstantSource.system();
        List<Webhook> all = Stream.of(
                        section(said, "ses").map(keys -> SesWebhook.read(keys, clock)),
                        section(said, "sendgrid").map(keys -> SendGridWebhook.read(keys, clock)),
                        section(said, "postmark").map(PostmarkWebhook::read),
                        section(said, "resend").map(keys -> ResendWebhook.read(keys, clock)))
                .<Webhook>flatMap(Optional::stream)
                .toList();
        return new Webhooks(all);
    }

    private static Optional<FanoutSettings> section(Map<String, FanoutSettings> said, String provider) {
        return Optional.ofNullable(said.get(provider));
    }

    Map<String, Webhook> byPath(String above) {
        Map<String, Webhook> byPath = new LinkedHashMap<>();
        all.forEach(webhook -> byPath.put(above + webhook.provider(), webhook));
        return byPath;
    }

    @Override
    public void close() {
        all.forEach(Webhook::close);
    }
}
