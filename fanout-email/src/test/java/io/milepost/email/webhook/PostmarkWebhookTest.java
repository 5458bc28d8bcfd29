package io.milepost.email.webhook;

import static io.milepost.email.webhook.Calls.post;
import static io.milepost.email.webhook.Calls.status;
import static io.milepost.email.webhook.Calls.told;
import static io.milepost.email.webhook.Calls.verdict;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.email.feedback.Feedback;
import io.milepost.email.feedback.Feedback.Kind;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PostmarkWebhookTest {
    private static final String PASSWORD = "a password: with a colon";

    private final PostmarkWebhook webhook = new PostmarkWebhook("postmark", PASSWORD);

    private static String basic(String said) {
        return "Basic " + Base64.getEncoder().encodeToString(said.getBytes(UTF_8));
    }

    private Verdict receive(String body) {
        return verdict(webhook, post("/email/webhooks/postmark", body, "Authorization", basic("postmark:" + PASSWORD)));
    }

    private static String bounce(String type) {
        return "{\"RecordType\":\"Bounce\",\"ID\":42,\"Type\":\"" + type + "\",\"TypeCode\":1,\"MessageID\":\"id-1\","
                + "\"Metadata\":{\"rule\":\"goal_reached\"},\"Email\":\"ada@example.com\",\"From\":\"a@example.org\","
                + "\"BouncedAt\":\"2026-11-05T16:33:54.9070259-05:00\",\"Details\":\"550 <ada@example.com>\"}";
    }

    @Test
    void everyKindOfBounce() {
        Map<String, Kind> kinds = Map.of(
                "HardBounce", Kind.HARD_BOUNCE,
                "BadEmailAddress", Kind.HARD_BOUNCE,
                "SoftBounce", Kind.SOFT_BOUNCE,
                "Transient", Kind.SOFT_BOUNCE,
                "DnsError", Kind.SOFT_BOUNCE,
                "Blocked", Kind.SOFT_BOUNCE,
                "SpamNotification", Kind.SOFT_BOUNCE,
                "SpamComplaint", Kind.COMPLAINT,
                "Unsubscribe", Kind.UNSUBSCRIBED,
                "ManuallyDeactivated", Kind.DROPPED);
        kinds.forEach((type, kind) -> {
            Feedback feedback = told(receive(bounce(type))).get(0);
            assertThat(feedback.kind()).as(type).isEqualTo(kind);
            assertThat(feedback.messageId()).isEqualTo("id-1");
            assertThat(feedback.tags()).isEqualTo(Map.of("rule", "goal_reached"));
            assertThat(feedback.at()).isEqualTo(Instant.parse("2026-11-05T21:33:54.9070259Z"));
            assertThat(feedback.id()).doesNotContain("@");
            assertThat(feedback.detail()).isEqualTo("550 <…>");
        });
        for (String type : List.of("AutoResponder", "ChallengeVerification", "AddressChange", "VirusNotification")) {
            assertThat(receive(bounce(type))).as(type).isInstanceOf(Verdict.Nothing.class);
        }
        assertThat(told(receive(bounce("HardBounce")))).isEqualTo(told(receive(bounce("HardBounce"))));
    }

    @Test
    void complaintsAndDeliveries() {
        assertThat(told(receive(bounce("SpamComplaint").replace("\"Bounce\"", "\"SpamComplaint\""))))
                .extracting(Feedback::kind)
                .containsExactly(Kind.COMPLAINT);
        assertThat(told(receive("{\"RecordType\":\"Delivery\",\"MessageID\":\"id-1\",\"Recipient\":\"ada@example.com\","
                        + "\"DeliveredAt\":\"2026-11-05T16:33:54Z\",\"Details\":\"250 ok\"}")))
                .extracting(Feedback::kind)
                .containsExactly(Kind.DELIVERED);
        assertThat(receive("{\"RecordType\":\"Open\"}")).isInstanceOf(Verdict.Nothing.class);
    }

    @Test
    void changesOfSubscriptionsCountIfTheRecipientMadeThem() {
        String change = "{\"RecordType\":\"SubscriptionChange\",\"MessageID\":null,\"Recipient\":\"ada@example.com\","
                + "\"ChangedAt\":\"2026-02-01T10:53:34.416071Z\",\"Origin\":\"Recipient\",\"SuppressSending\":true,"
                + "\"SuppressionReason\":\"ManualSuppression\",\"Metadata\":{}}";
        assertThat(told(receive(change))).extracting(Feedback::kind).containsExactly(Kind.UNSUBSCRIBED);
        assertThat(told(receive(change.replace("ManualSuppression", "HardBounce"))))
                .extracting(Feedback::kind)
                .containsExactly(Kind.HARD_BOUNCE);
        assertThat(receive(change.replace("\"Origin\":\"Recipient\"", "\"Origin\":\"Admin\"")))
                .isInstanceOf(Verdict.Nothing.class);
        assertThat(receive(change.replace("true", "false"))).isInstanceOf(Verdict.Nothing.class);
    }

    @Test
    void strangersAreRefused() {
        String body = bounce("HardBounce");
        assertThat(status(verdict(webhook, post("/email/webhooks/postmark", body))))
                .isEqualTo(401);
        for (String header : List.of(
                "",
                "Basic",
                "Basic ",
                "Basic !",
                "Bearer x",
                basic(""),
                basic("postmark:"),
                basic("postmark:wrong"),
                basic("other:" + PASSWORD),
                basic("postmark:" + PASSWORD + "x"),
                basic("POSTMARK:" + PASSWORD))) {
            assertThat(status(verdict(webhook, post("/email/webhooks/postmark", body, "Authorization", header))))
                    .as(header)
                    .isEqualTo(401);
        }
    }

    @Test
    void genuineButMalformedIsRefused() {
        for (String odd : List.of(
                "",
                "[]",
                "{}",
                "{\"RecordType\":[]}",
                bounce("HardBounce").replace("\"ada@example.com\",\"From\"", "7,\"From\""),
                bounce("HardBounce").replace("2026-11-05T", "today"),
                bounce("HardBounce").replace("\"Metadata\":{\"rule\":\"goal_reached\"}", "\"Metadata\":7"))) {
            assertThat(status(receive(odd))).as(odd).isEqualTo(400);
        }
    }
}
