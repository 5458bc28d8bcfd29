package io.milepost.email.webhook;

import io.milepost.email.feedback.Feedback;
import io.milepost.email.feedback.Feedback.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What Postmark tells: one record in a call, about one recipient. */
final class PostmarkRecords {
    private PostmarkRecords() {}

    static List<Feedback> read(Fields record) {
        String type = record.text("RecordType");
        Optional<Feedback> feedback = switch (type) {
            case "Bounce" ->
                bounce(record.text("Type")).map(kind -> feedback(record, kind, "Email", "BouncedAt", "Details"));
            case "SpamComplaint" -> Optional.of(feedback(record, Kind.COMPLAINT, "Email", "BouncedAt", "Description"));
            case "Delivery" -> Optional.of(feedback(record, Kind.DELIVERED, "Recipient", "DeliveredAt", "Details"));
            case "SubscriptionChange" ->
                change(record).map(kind -> feedback(record, kind, "Recipient", "ChangedAt", "SuppressionReason"));
            default -> Optional.empty();
        };
        return feedback.map(List::of).orElse(List.of());
    }

    /** Empty for what is no bounce, though it came as one: an answer of a machine, a new address, a test. */
    private static Optional<Kind> bounce(String type) {
        return switch (type) {
            case "HardBounce", "BadEmailAddress" -> Optional.of(Kind.HARD_BOUNCE);
            case "SpamComplaint" -> Optional.of(Kind.COMPLAINT);
            case "Unsubscribe" -> Optional.of(Kind.UNSUBSCRIBED);
            case "ManuallyDeactivated" -> Optional.of(Kind.DROPPED);
            case "AutoResponder",
                    "AddressChange",
                    "ChallengeVerification",
                    "InboundError",
                    "OpenRelayTest",
                    "Subscribe",
                    "VirusNotification" -> Optional.empty();
            default -> Optional.of(Kind.SOFT_BOUNCE);
        };
    }

    /** Only what recipients and their servers have caused; what people do in Postmark's pages they do knowingly. */
    private static Optional<Kind> change(Fields record) {
        if (!record.flag("SuppressSending")
                || !record.optionalText("Origin").orElse("").equals("Recipient")) {
            return Optional.empty();
        }
        return switch (record.optionalText("SuppressionReason").orElse("")) {
            case "HardBounce" -> Optional.of(Kind.HARD_BOUNCE);
            case "SpamComplaint" -> Optional.of(Kind.COMPLAINT);
            default -> Optional.of(Kind.UNSUBSCRIBED);
        };
    }

    private static Feedback feedback(Fields record, Kind kind, String address, String time, String words) {
        String recipient = record.text(address);
        Instant at = record.instant(time);
        String messageId = record.optionalText("MessageID").isPresent() ? record.text("MessageID") : null;
        return new Feedback(
                "postmark",
                Ids.of(record.text("RecordType") + ':' + (messageId == null ? "" : messageId) + ':' + at, recipient),
                kind,
                recipient,
                messageId,
                record.optionalObject("Metadata")
                        .map(metadata -> Tags.of(metadata.textFields()))
                        .orElse(Map.of()),
                at,
                Detail.of(record.optionalText(words).orElse("")));
    }
}
