package io.milepost.email.webhook;

import io.milepost.email.feedback.Feedback;
import io.milepost.email.feedback.Feedback.Kind;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Resend's events: one in a call, about all recipients of a message. */
final class ResendEvents {
    private ResendEvents() {}

    static List<Feedback> read(String callId, Fields event) {
        Optional<Kind> kind = kind(event);
        if (kind.isEmpty()) {
            return List.of();
        }
        Fields data = event.object("data");
        String messageId = data.text("email_id");
        Map<String, String> tags = tags(data);
        Instant at = event.instant("created_at");
        String detail = Detail.of(said(data, "bounce", "message")
                .or(() -> said(data, "failed", "reason"))
                .or(() -> said(data, "suppressed", "message"))
                .orElse(""));
        return data.texts("to").stream()
                .map(address -> new Feedback(
                        "resend", Ids.of(callId, address), kind.get(), address, messageId, tags, at, detail))
                .toList();
    }

    private static Optional<Kind> kind(Fields event) {
        return Optional.ofNullable(
                switch (event.text("type")) {
                    case "email.sent" -> Kind.SENT;
                    case "email.delivered" -> Kind.DELIVERED;
                    case "email.delivery_delayed" -> Kind.DELAYED;
                    case "email.complained" -> Kind.COMPLAINT;
                    case "email.bounced" -> bounce(event);
                    case "email.failed", "email.suppressed" -> Kind.DROPPED;
                    default -> null;
                });
    }

    private static Kind bounce(Fields event) {
        return said(event.object("data"), "bounce", "type").orElse("Permanent").equals("Permanent")
                ? Kind.HARD_BOUNCE
                : Kind.SOFT_BOUNCE;
    }

    private static Optional<String> said(Fields data, String object, String name) {
        return data.optionalObject(object).flatMap(fields -> fields.optionalText(name));
    }

    /** An object of names and values, or a list of pairs as they were sent. */
    private static Map<String, String> tags(Fields data) {
        if (!data.node().path("tags").isArray()) {
            return Tags.of(data.optionalObject("tags").map(Fields::textFields).orElse(Map.of()));
        }
        Map<String, String> tags = new LinkedHashMap<>();
        data.objects("tags")
                .forEach(pair ->
                        tags.put(pair.text("name"), pair.optionalText("value").orElse("")));
        return Tags.of(tags);
    }
}
