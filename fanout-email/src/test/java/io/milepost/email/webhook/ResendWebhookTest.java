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
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResendWebhookTest {
    /** Of a worked example that Svix's documents give; its signature is checked below. */
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private static final Instant NOW = Instant.ofEpochSecond(1_614_265_330);

    private final SvixSignature signature = new SvixSignature(SvixSignature.key(SECRET), InstantSource.fixed(NOW));
    private final ResendWebhook webhook = new ResendWebhook(signature);

    private Verdict receive(String body) {
        return receive(body, "msg_1", "" + NOW.getEpochSecond(), sign(body));
    }

    private String sign(String body) {
        byte[] signed = signature.sign("msg_1", "" + NOW.getEpochSecond(), body.getBytes(UTF_8));
        return "v1," + Base64.getEncoder().encodeToString(signed);
    }

    private Verdict receive(String body, String id, String time, String signed) {
        return verdict(
                webhook,
                post("/email/webhooks/resend", body, "svix-id", id, "svix-timestamp", time, "svix-signature", signed));
    }

    private static String event(String type, String more) {
        return "{\"type\":\"" + type + "\",\"created_at\":\"2026-02-22T23:41:12.126Z\",\"data\":{\"created_at\":"
                + "\"2026-02-22T23:41:11.894719+00:00\",\"email_id\":\"id-1\",\"from\":\"a@example.org\",\"to\":"
                + "[\"ada@example.com\"],\"subject\":\"s\",\"tags\":{\"rule\":\"goal_reached\"}" + more + "}}";
    }

    @Test
    void theWorkedExampleOfSvixIsSignedAsItSays() {
        byte[] signed =
                signature.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", "{\"test\": 2432232314}".getBytes(UTF_8));
        assertThat(Base64.getEncoder().encodeToString(signed))
                .isEqualTo("g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void everyKindOfEvent() {
        Map<String, Kind> kinds = Map.of(
                event("email.sent", ""), Kind.SENT,
                event("email.delivered", ""), Kind.DELIVERED,
                event("email.delivery_delayed", ""), Kind.DELAYED,
                event("email.complained", ""), Kind.COMPLAINT,
                event("email.bounced", ",\"bounce\":{\"type\":\"Permanent\",\"message\":\"no <ada@example.com>\"}"),
                        Kind.HARD_BOUNCE,
                event("email.bounced", ""), Kind.HARD_BOUNCE,
                event("email.bounced", ",\"bounce\":{\"type\":\"Transient\"}"), Kind.SOFT_BOUNCE,
                event("email.failed", ",\"failed\":{\"reason\":\"reached_daily_quota\"}"), Kind.DROPPED,
                event("email.suppressed", ",\"suppressed\":{\"message\":\"on the list\"}"), Kind.DROPPED);
        kinds.forEach((body, kind) -> {
            Feedback feedback = told(receive(body)).get(0);
            assertThat(feedback.kind()).as(body).isEqualTo(kind);
            assertThat(feedback.messageId()).isEqualTo("id-1");
            assertThat(feedback.tags()).isEqualTo(Map.of("rule", "goal_reached"));
            assertThat(feedback.at()).isEqualTo(Instant.parse("2026-02-22T23:41:12.126Z"));
            assertThat(feedback.id()).startsWith("msg_1:").doesNotContain("@");
            assertThat(feedback.detail()).doesNotContain("@");
        });
        assertThat(receive(event("email.opened", ""))).isInstanceOf(Verdict.Nothing.class);
        assertThat(receive("{\"type\":\"contact.created\"}")).isInstanceOf(Verdict.Nothing.class);
    }

    @Test
    void tagsMayBePairsAndRecipientsSeveral() {
        List<Feedback> feedback = told(receive(event("email.delivered", "")
                .replace("{\"rule\":\"goal_reached\"}", "[{\"name\":\"rule\",\"value\":\"r2\"}]")
                .replace("[\"ada@example.com\"]", "[\"ada@example.com\",\"b@example.com\"]")));
        assertThat(feedback).extracting(Feedback::address).containsExactly("ada@example.com", "b@example.com");
        assertThat(feedback).extracting(Feedback::tags).containsOnly(Map.of("rule", "r2"));
        assertThat(feedback.get(0).id()).isNotEqualTo(feedback.get(1).id());
    }

    @Test
    void oneOfSeveralSignaturesIsEnough() {
        String body = event("email.sent", "");
        String good = sign(body);
        for (String signed : List.of("v1,AAAA " + good, good + " v1,AAAA", "v2,x " + good + " v1,!")) {
            assertThat(told(receive(body, "msg_1", "" + NOW.getEpochSecond(), signed)))
                    .hasSize(1);
        }
    }

    @Test
    void forgedOrStaleIsRefused() {
        String body = event("email.sent", "");
        String time = "" + NOW.getEpochSecond();
        String good = sign(body);
        assertThat(status(receive(body + " ", "msg_1", time, good))).isEqualTo(403);
        assertThat(status(receive(body, "msg_2", time, good))).isEqualTo(403);
        assertThat(status(receive(body, "msg_1", time + "0", good))).isEqualTo(403);
        for (String odd : List.of("v1", "v1,", "v1a," + good.substring(3), "v2," + good.substring(3), "AAAA", " ")) {
            assertThat(status(receive(body, "msg_1", time, odd))).as(odd).isEqualTo(403);
        }
        assertThat(status(receive(body, "msg_1", "soon", good))).isEqualTo(401);
        assertThat(status(receive(body, "../..", time, good))).isEqualTo(401);
        assertThat(status(receive(body, "msg_1", time, "x".repeat(3_000)))).isEqualTo(401);
        assertThat(status(verdict(webhook, post("/email/webhooks/resend", body))))
                .isEqualTo(401);
        for (long off : List.of(-301L, 301L)) {
            String other = "" + (NOW.getEpochSecond() + off);
            byte[] signed = signature.sign("msg_1", other, body.getBytes(UTF_8));
            assertThat(status(receive(
                            body, "msg_1", other, "v1," + Base64.getEncoder().encodeToString(signed))))
                    .isEqualTo(403);
        }
    }

    @Test
    void genuineButMalformedIsRefused() {
        String good = event("email.bounced", "");
        for (String odd : List.of(
                "",
                "[]",
                "{}",
                "{\"type\":7}",
                "{\"type\":\"email.sent\"}",
                good.replace("[\"ada@example.com\"]", "\"ada@example.com\""),
                good.replace("[\"ada@example.com\"]", "[7]"),
                good.replace("\"id-1\"", "{}"),
                good.replace("2026-02-22T23:41:12.126Z", "yesterday"),
                good.replace("\"tags\":{", "\"bounce\":[],\"tags\":{"),
                "{\"a\":".repeat(100) + "1" + "}".repeat(100))) {
            assertThat(status(receive(odd))).as(odd).isEqualTo(400);
        }
    }
}
