package io.milepost.email.webhook;

import static io.milepost.email.webhook.Calls.post;
import static io.milepost.email.webhook.Calls.status;
import static io.milepost.email.webhook.Calls.told;
import static io.milepost.email.webhook.Calls.verdict;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.email.feedback.Feedback;
import io.milepost.email.feedback.Feedback.Kind;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SendGridWebhookTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final KeyPair KEYS = keys();

    private final SendGridWebhook webhook =
            new SendGridWebhook(KEYS.getPublic(), Duration.ofHours(1), InstantSource.fixed(NOW));

    private static KeyPair keys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String sign(KeyPair keys, String time, String body) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(keys.getPrivate());
            signature.update((time + body).getBytes(UTF_8));
            return Base64.getEncoder().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private Verdict receive(String body) {
        String time = "" + NOW.getEpochSecond();
        return receive(body, time, sign(KEYS, time, body));
    }

    private Verdict receive(String body, String time, String signature) {
        return verdict(
                webhook,
                post(
                        "/email/webhooks/sendgrid",
                        body,
                        SendGridWebhook.TIMESTAMP,
                        time,
                        SendGridWebhook.SIGNATURE,
                        signature));
    }

    private static String event(String event, String more) {
        return "{\"email\":\"ada@example.com\",\"timestamp\":1700000000,\"event\":\"" + event
                + "\",\"sg_event_id\":\"e-" + event + "\",\"sg_message_id\":\"id1.recvd-x.0\",\"smtp-id\":\"<x@y>\","
                + "\"category\":[\"cat\"],\"rule\":\"goal_reached\",\"ip\":\"127.0.0.1\"" + more + "}";
    }

    @Test
    void everyKindOfEvent() {
        Map<String, Kind> kinds = new LinkedHashMap<>();
        kinds.put(event("processed", ""), Kind.SENT);
        kinds.put(event("delivered", ",\"response\":\"250 OK\""), Kind.DELIVERED);
        kinds.put(event("deferred", ",\"response\":\"400 later\",\"attempt\":\"5\""), Kind.DELAYED);
        kinds.put(
                event("bounce", ",\"type\":\"bounce\",\"reason\":\"550 <ada@example.com> unknown\""), Kind.HARD_BOUNCE);
        kinds.put(event("bounce", ""), Kind.HARD_BOUNCE);
        kinds.put(event("bounce", ",\"type\":\"blocked\""), Kind.SOFT_BOUNCE);
        kinds.put(event("dropped", ",\"reason\":\"Bounced Address\""), Kind.DROPPED);
        kinds.put(event("spamreport", ""), Kind.COMPLAINT);
        kinds.put(event("unsubscribe", ""), Kind.UNSUBSCRIBED);
        kinds.put(event("group_unsubscribe", ",\"asm_group_id\":10"), Kind.UNSUBSCRIBED);
        List<Feedback> feedback = told(receive("[" + String.join(",", kinds.keySet()) + "," + event("open", "") + "]"));
        assertThat(feedback).extracting(Feedback::kind).containsExactlyElementsOf(kinds.values());
        assertThat(feedback).extracting(Feedback::messageId).containsOnly("id1");
        assertThat(feedback).extracting(Feedback::tags).containsOnly(Map.of("rule", "goal_reached"));
        assertThat(feedback).extracting(Feedback::at).containsOnly(Instant.ofEpochSecond(1_700_000_000));
        assertThat(feedback.get(0).id()).isEqualTo("e-processed");
        assertThat(feedback.get(3).detail()).isEqualTo("550 <…> unknown");
        assertThat(told(receive("[" + event("delivered", ",\"unique_args\":{\"request\":\"r1\"}") + "]"))
                        .get(0)
                        .tags())
                .containsEntry("request", "r1");
    }

    @Test
    void opensAndNothingAreTaken() {
        assertThat(receive("[" + event("open", "") + "," + event("click", "") + "]"))
                .isInstanceOf(Verdict.Nothing.class);
        assertThat(receive("[]")).isInstanceOf(Verdict.Nothing.class);
    }

    @Test
    void forgedIsRefused() {
        String body = "[" + event("bounce", "") + "]";
        String time = "" + NOW.getEpochSecond();
        String signature = sign(KEYS, time, body);
        assertThat(status(receive(body + " ", time, signature))).isEqualTo(403);
        assertThat(status(receive(body, "" + (NOW.getEpochSecond() + 1), signature)))
                .isEqualTo(403);
        assertThat(status(receive(body, time, sign(keys(), time, body)))).isEqualTo(403);
        for (String odd : List.of("AAAA", "!", "MAYCAQACAQA=", "A".repeat(511))) {
            assertThat(status(receive(body, time, odd))).isEqualTo(403);
        }
        assertThat(status(receive(body, time, "A".repeat(600)))).isEqualTo(401);
        assertThat(status(receive(body, "now", signature))).isEqualTo(401);
        assertThat(status(verdict(webhook, post("/email/webhooks/sendgrid", body))))
                .isEqualTo(401);
    }

    @Test
    void staleIsRefused() {
        for (long off : List.of(-3_601L, 3_601L, -100_000L)) {
            String time = "" + (NOW.getEpochSecond() + off);
            assertThat(status(receive("[]", time, sign(KEYS, time, "[]")))).isEqualTo(403);
        }
    }

    @Test
    void genuineButMalformedIsRefused() {
        for (String odd : List.of(
                "",
                "{}",
                "7",
                "[7]",
                "[null]",
                "[[]]",
                "[{}]",
                "[" + event("bounce", "") + "] []",
                "[" + event("bounce", "").replace("1700000000", "\"soon\"") + "]",
                "[" + event("bounce", "").replace("1700000000", "1e99") + "]",
                "[" + event("bounce", "").replace("1700000000", "99999999999999999999999") + "]",
                "[" + event("bounce", "").replace("1700000000", "9223372036854775807") + "]",
                "[" + event("bounce", "").replace("\"ada@example.com\"", "[]") + "]",
                "[" + event("bounce", "").replace("\"e-bounce\"", "\"" + "x".repeat(600) + "\"") + "]",
                "[".repeat(5_000) + "]".repeat(5_000))) {
            assertThat(status(receive(odd))).as(odd).isEqualTo(400);
        }
    }
}
