package io.milepost.email.webhook;

import io.milepost.email.feedback.Feedback;
import io.milepost.email.feedback.Feedback.Kind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * SendGrid's events: one for each message and recipient. A message's custom arguments, which are its tags, stand among an event's
 * own fields.
 */
final class SendGridEvents {
    /** An event's own fields, which are no tags. */
    private static final Set<String> OWN = Set.of(
            "attempt",
            "bounce_classification",
            "category",
            "email",
            "event",
            "ip",
            "mc_stats",
            "newsletter",
            "phase_id",
            "reason",
            "response",
            "send_at",
            "sg_content_type",
            "sg_event_id",
            "sg_machine_open",
            "sg_message_id",
            "sg_template_id",
            "sg_template_name",
            "smtp-id",
            "status",
            "type",
            "url",
            "useragent");

    private SendGridEvents() {}

    static List<Feedback> read(List<Fields> events) {
        return events.stream()
                .map(SendGridEvents::read)
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<Feedback> read(Fields event) {
        return kind(event)
                .map(kind -> new Feedback(
                        "sendgrid",
                        event.text("sg_event_id"),
                        kind,
                        event.text("email"),
                        event.optionalText("sg_message_id")
                                .map(SendGridEvents::messageId)
                                .orElse(null),
                        tags(event),
                        event.epochSecond("timestamp"),
                        detail(event)));
    }

    private static Optional<Kind> kind(Fields event) {
        return Optional.ofNullable(
                switch (event.text("event")) {
                    case "processed" -> Kind.SENT;
                    case "delivered" -> Kind.DELIVERED;
                    case "deferred" -> Kind.DELAYED;
                    case "bounce" ->
                        event.optionalText("type").orElse("bounce").equals("bounce")
                                ? Kind.HARD_BOUNCE
                                : Kind.SOFT_BOUNCE;
                    case "blocked" -> Kind.SOFT_BOUNCE;
                    case "dropped" -> Kind.DROPPED;
                    case "spamreport" -> Kind.COMPLAINT;
                    case "unsubscribe", "group_unsubscribe" -> Kind.UNSUBSCRIBED;
                    default -> null;
                });
    }

    /** What {@code X-Message-Id} said when the message was accepted: the part before the first dot. */
    private static String messageId(String said) {
        int dot = said.indexOf('.');
        String id = dot < 0 ? said : said.substring(0, dot);
        return id.length() > Fields.MOST_CHARS ? id.substring(0, Fields.MOST_CHARS) : id;
    }

    private static Map<String, String> tags(Fields event) {
        Map<String, String> tags = new HashMap<>(event.textFields());
        tags.keySet().removeAll(OWN);
        for (String nested : List.of("unique_args", "custom_args")) {
            if (event.node().path(nested).isObject()) {
                tags.putAll(event.object(nested).textFields());
            }
        }
        return Tags.of(tags);
    }

    private static String detail(Fields event) {
        return Detail.of(event.optionalText("reason")
                .or(() -> event.optionalText("response"))
                .orElse(""));
    }
}
