package io.milepost.email.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.milepost.email.feedback.Feedback;
import io.milepost.fanout.Endpoint;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Calls of a webhook, and what they come to. */
final class Calls {
    private Calls() {}

    /** A POST with headers as name, value, name, value. */
    static Endpoint.Request post(String path, byte[] body, String... headers) {
        Map<String, List<String>> all = new HashMap<>();
        for (int i = 0; i < headers.length; i += 2) {
            all.put(headers[i].toLowerCase(Locale.ROOT), List.of(headers[i + 1]));
        }
        return new Endpoint.Request("POST", path, "", all, body);
    }

    static Endpoint.Request post(String path, String body, String... headers) {
        return post(path, body.getBytes(UTF_8), headers);
    }

    static Verdict verdict(Webhook webhook, Endpoint.Request request) {
        return webhook.receive(request)
                .toCompletableFuture()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }

    static List<Feedback> told(Verdict verdict) {
        if (verdict instanceof Verdict.Told told) {
            return told.feedback();
        }
        throw new AssertionError(verdict.toString());
    }

    /** The status it was refused with, 200 if it was not. */
    static int status(Verdict verdict) {
        return verdict instanceof Verdict.Refused refused ? refused.status() : 200;
    }
}
