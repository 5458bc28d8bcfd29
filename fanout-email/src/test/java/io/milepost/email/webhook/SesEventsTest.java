package io.milepost.email.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.email.feedback.Feedback;
import io.milepost.email.feedback.Feedback.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SesEventsTest {
    private static final String MAIL =
            "\"mail\":{\"timestamp\":\"2026-01-01T00:00:00.000Z\",\"source\":\"a@example.org\","
                    + "\"messageId\":\"ses-1\",\"destination\":[\"ada@example.com\",\"b@example.com\"],\"tags\":"
                    + "{\"rule\":[\"goal_reached\"],\"ses:configuration-set\":[\"events\"],\"empty\":[]}}";

    private static List<Feedback> read(String event) {
        return SesEvents.read("m1", Fields.object(event.getBytes(UTF_8)));
    }

    private static String bounce(String member, String type) {
        return "{\"" + member + "\":\"Bounce\"," + MAIL + ",\"bounce\":{\"bounceType\":\"" + type
                + "\",\"bounceSubType\":\"General\",\"timestamp\":\"2026-01-01T00:00:02.5Z\",\"bouncedRecipients\":["
                + "{\"emailAddress\":\"ada@example.com\",\"action\":\"failed\",\"status\":\"5.1.1\",\"diagnosticCode\":"
                + "\"smtp; 550 5.1.1 <ada@example.com>: user\\r\\nunknown\"},{\"emailAddress\":\"b@example.com\"}]}}";
    }

    @Test
    void bothShapesOfBouncesTellEachRecipient() {
        for (String member : List.of("eventType", "notificationType")) {
            List<Feedback> feedback = read(bounce(member, "Permanent"));
            assertThat(feedback).extracting(Feedback::address).containsExactly("ada@example.com", "b@example.com");
            assertThat(feedback).extracting(Feedback::kind).containsOnly(Kind.HARD_BOUNCE);
            assertThat(feedback).extracting(Feedback::at).containsOnly(Instant.parse("2026-01-01T00:00:02.5Z"));
            assertThat(feedback).extracting(Feedback::messageId).containsOnly("ses-1");
            assertThat(feedback).extracting(Feedback::tags).containsOnly(Map.of("rule", "goal_reached"));
            assertThat(feedback.get(0).detail()).isEqualTo("Permanent/General smtp; 550 5.1.1 <…>: user unknown");
            assertThat(feedback.get(0).id())
                    .isNotEqualTo(feedback.get(1).id())
                    .startsWith("m1:")
                    .doesNotContain("@");
            assertThat(feedback).isEqualTo(read(bounce(member, "Permanent")));
        }
    }

    @Test
    void bouncesThatMayPassAreSoft() {
        for (String type : List.of("Transient", "Undetermined")) {
            assertThat(read(bounce("eventType", type)))
                    .extracting(Feedback::kind)
                    .containsOnly(Kind.SOFT_BOUNCE);
        }
    }

    @Test
    void everyOtherKindOfEvent() {
        String time = "\"timestamp\":\"2026-01-01T00:00:03Z\"";
        String ada = "[{\"emailAddress\":\"ada@example.com\"}]";
        Map<String, Kind> kinds = Map.of(
                "{\"eventType\":\"Complaint\"," + MAIL + ",\"complaint\":{" + time + ",\"complainedRecipients\":" + ada
                        + ",\"complaintFeedbackType\":\"abuse\"}}",
                Kind.COMPLAINT,
                "{\"notificationType\":\"Delivery\"," + MAIL + ",\"delivery\":{" + time
                        + ",\"recipients\":[\"ada@example.com\"],\"smtpResponse\":\"250 ok\"}}",
                Kind.DELIVERED,
                "{\"eventType\":\"DeliveryDelay\"," + MAIL + ",\"deliveryDelay\":{" + time
                        + ",\"delayType\":\"MailboxFull\",\"delayedRecipients\":" + ada + "}}",
                Kind.DELAYED,
                "{\"eventType\":\"Send\"," + MAIL + ",\"send\":{}}",
                Kind.SENT,
                "{\"eventType\":\"Reject\"," + MAIL + ",\"reject\":{\"reason\":\"Bad content\"}}",
                Kind.DROPPED,
                "{\"eventType\":\"Rendering Failure\"," + MAIL + ",\"failure\":{\"errorMessage\":\"missing name\"}}",
                Kind.DROPPED,
                "{\"eventType\":\"Subscription\"," + MAIL + ",\"subscription\":{" + time
                        + ",\"newTopicPreferences\":{\"unsubscribeAll\":true}}}",
                Kind.UNSUBSCRIBED);
        kinds.forEach((event, kind) -> assertThat(read(event))
                .as(event)
                .isNotEmpty()
                .extracting(Feedback::kind)
                .containsOnly(kind));
        assertThat(read("{\"eventType\":\"Send\"," + MAIL + "}")).hasSize(2);
    }

    @Test
    void whatConcernsNoMessagesWayIsLeftOut() {
        for (String type : List.of("Open", "Click", "AmazonSnsSubscriptionSucceeded", "Something New")) {
            assertThat(read("{\"eventType\":\"" + type + "\"}")).isEmpty();
        }
        assertThat(read("{\"eventType\":\"Subscription\"," + MAIL + ",\"subscription\":{\"timestamp\":"
                        + "\"2026-01-01T00:00:03Z\",\"newTopicPreferences\":{\"unsubscribeAll\":false}}}"))
                .isEmpty();
    }
}
