package io.milepost.email.webhook;

import io.milepost.email.feedback.Feedback;
import io.milepost.email.feedback.Feedback.Kind;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What SES says in a message of SNS, in both of its shapes: {@code eventType} of a configuration set's event publishing, and
 * {@code notificationType} of an identity's feedback notifications. One event may be about several recipients.
 */
final class SesEvents {
    private static final String GREETING = "Successfully validated SNS topic";

    private SesEvents() {}

    /** Whether that is the sentence with which SES begins to publish to a topic. */
    static boolean isGreeting(String message) {
        return message.startsWith(GREETING);
    }

    static List<Feedback> read(String messageId, Fields event) {
        Optional<String> type = event.optionalText("eventType").or(() -> event.optionalText("notificationType"));
        return switch (type.orElseThrow(() -> new MalformedException("eventType is missing"))) {
            case "Bounce" -> bounce(new Told(messageId, event), event.object("bounce"));
            case "Complaint" -> complaint(new Told(messageId, event), event.object("complaint"));
            case "Delivery" -> delivery(new Told(messageId, event), event.object("delivery"));
            case "DeliveryDelay" -> delay(new Told(messageId, event), event.object("deliveryDelay"));
            case "Send" -> all(new Told(messageId, event), Kind.SENT, "");
            case "Reject" -> all(new Told(messageId, event), Kind.DROPPED, said(event, "reject", "reason"));
            case "Rendering Failure" ->
                all(new Told(messageId, event), Kind.DROPPED, said(event, "failure", "errorMessage"));
            case "Subscription" -> subscription(new Told(messageId, event), event.object("subscription"));
            default -> List.of();
        };
    }

    private static List<Feedback> bounce(Told told, Fields bounce) {
        String type = bounce.text("bounceType");
        Kind kind = type.equals("Permanent") ? Kind.HARD_BOUNCE : Kind.SOFT_BOUNCE;
        String sub =
                bounce.optionalText("bounceSubType").map(text -> "/" + text).orElse("");
        Instant at = bounce.instant("timestamp");
        return each(bounce, "bouncedRecipients")
                .map(one -> told.by(
                        kind,
                        one.text("emailAddress"),
                        at,
                        type
                                + sub
                                + one.optionalText("diagnosticCode")
                                        .map(code -> " " + code)
                                        .orElse("")))
                .toList();
    }

    private static List<Feedback> complaint(Told told, Fields complaint) {
        Instant at = complaint.instant("timestamp");
        String detail = complaint.optionalText("complaintFeedbackType").orElse("");
        return each(complaint, "complainedRecipients")
                .map(one -> told.by(Kind.COMPLAINT, one.text("emailAddress"), at, detail))
                .toList();
    }

    private static List<Feedback> delivery(Told told, Fields delivery) {
        Instant at = delivery.instant("timestamp");
        String detail = delivery.optionalText("smtpResponse").orElse("");
        return delivery.texts("recipients").stream()
                .map(address -> told.by(Kind.DELIVERED, address, at, detail))
                .toList();
    }

    private static List<Feedback> delay(Told told, Fields delay) {
        Instant at = delay.instant("timestamp");
        String type = delay.optionalText("delayType").orElse("");
        return each(delay, "delayedRecipients")
                .map(one -> told.by(
                        Kind.DELAYED,
                        one.text("emailAddress"),
                        at,
                        one.optionalText("diagnosticCode").orElse(type)))
                .toList();
    }

    /** Only of those who want no more; who subscribes again says so elsewhere. */
    private static List<Feedback> subscription(Told told, Fields subscription) {
        boolean wanted = subscription
                .optionalObject("newTopicPreferences")
                .map(preferences -> !preferences.flag("unsubscribeAll"))
                .orElse(false);
        Instant at = subscription.instant("timestamp");
        return wanted
                ? List.of()
                : told.destinations()
                        .map(address -> told.by(Kind.UNSUBSCRIBED, address, at, ""))
                        .toList();
    }

    private static List<Feedback> all(Told told, Kind kind, String detail) {
        Instant at = told.mail().instant("timestamp");
        return told.destinations()
                .map(address -> told.by(kind, address, at, detail))
                .toList();
    }

    private static Stream<Fields> each(Fields fields, String name) {
        return fields.objects(name).stream();
    }

    private static String said(Fields event, String object, String name) {
        return event.optionalObject(object)
                .flatMap(fields -> fields.optionalText(name))
                .orElse("");
    }

    /** What is the same in all feedback of one event. */
    private record Told(String snsId, Fields mail, String sesId, Map<String, String> tags) {
        Told(String snsId, Fields event) {
            this(snsId, event.object("mail"), event.object("mail").text("messageId"), tags(event.object("mail")));
        }

        Feedback by(Kind kind, String address, Instant at, String detail) {
            return new Feedback("ses", Ids.of(snsId, address), kind, address, sesId, tags, at, Detail.of(detail));
        }

        Stream<String> destinations() {
            return mail.texts("destination").stream();
        }

        /** SES makes a list of each tag's value, and adds tags of its own, whose names hold a colon. */
        private static Map<String, String> tags(Fields mail) {
            Map<String, String> tags = new LinkedHashMap<>();
            mail.optionalObject("tags")
                    .ifPresent(said -> said.node()
                            .fieldNames()
                            .forEachRemaining(name ->
                                    said.texts(name).stream().findFirst().ifPresent(value -> tags.put(name, value))));
            return Tags.of(tags);
        }
    }
}
