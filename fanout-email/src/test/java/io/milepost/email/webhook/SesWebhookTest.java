package io.milepost.email.webhook;

import static io.milepost.email.webhook.Calls.post;
import static io.milepost.email.webhook.Calls.status;
import static io.milepost.email.webhook.Calls.told;
import static io.milepost.email.webhook.Calls.verdict;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.email.feedback.Feedback;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom the webhook of SES believes, and whom it asks. */
class SesWebhookTest {
    /** Certificates are checked by it. */
    private final Instant now = Instant.now();

    private static final String DELIVERY =
            "{\"eventType\":\"Delivery\",\"mail\":{\"timestamp\":\"2026-01-01T00:00:00Z\","
                    + "\"messageId\":\"ses-1\",\"destination\":[\"ada@example.com\"]},\"delivery\":{\"timestamp\":"
                    + "\"2026-01-01T00:00:01Z\",\"recipients\":[\"ada@example.com\"],\"smtpResponse\":\"250 ok\"}}";

    @TempDir
    static Path directory;

    private static Sns sns;
    private SnsCalls calls;
    private SesWebhook webhook;
    private int before;

    @BeforeAll
    static void start() throws Exception {
        sns = new Sns(directory);
    }

    @AfterAll
    static void stop() throws Exception {
        sns.close();
    }

    @BeforeEach
    void open() {
        sns.certificate("signing");
        calls = sns.calls();
        webhook = webhook(calls, now);
        before = sns.connects();
    }

    @AfterEach
    void close() {
        calls.close();
    }

    private static SesWebhook webhook(SnsCalls calls, Instant now) {
        return new SesWebhook(Set.of(Sns.TOPIC), Duration.ofHours(1), InstantSource.fixed(now), calls);
    }

    private Verdict receive(String body) {
        return verdict(webhook, post("/email/webhooks/ses", body));
    }

    private ObjectNode delivery() {
        return Sns.notification("m1", now, DELIVERY);
    }

    @Test
    void bothVersionsOfSignaturesAreBelieved() {
        for (String version : List.of("1", "2")) {
            List<Feedback> feedback = told(receive(sns.signed(delivery().put("SignatureVersion", version))));
            assertThat(feedback).extracting(Feedback::kind).containsExactly(Feedback.Kind.DELIVERED);
            assertThat(feedback).extracting(Feedback::messageId).containsExactly("ses-1");
        }
        assertThat(sns.asked()).as("the certificate is fetched once").endsWith("/SimpleNotificationService-0.pem");
        assertThat(sns.connects()).isEqualTo(before + 1);
    }

    @Test
    void rawDeliveryIsRefusedByName() {
        Verdict verdict = verdict(webhook, post("/email/webhooks/ses", DELIVERY, "x-amz-sns-rawdelivery", "true"));
        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Verdict.Refused.class,
                        refused -> assertThat(refused.why()).contains("raw message delivery"));
    }

    @Test
    void aSubjectThatIsMissingIsNotSigned() {
        ObjectNode message = delivery();
        message.remove("Subject");
        assertThat(told(receive(sns.signed(message)))).hasSize(1);
    }

    @Test
    void certificatesWithTheRegionInTheirNameAreSnss() {
        sns.certificate("regional");
        assertThat(told(receive(sns.signed(delivery(), "regional")))).hasSize(1);
    }

    @Test
    void forgedIsRefused() {
        String signed = sns.signed(delivery());
        assertThat(status(receive(signed.replace("ses-1", "ses-2")))).isEqualTo(403);
        assertThat(status(receive(signed.replace("\"m1\"", "\"m2\"")))).isEqualTo(403);
        assertThat(status(receive(signed.replace("\"SignatureVersion\":\"2\"", "\"SignatureVersion\":\"1\""))))
                .isEqualTo(403);
        assertThat(status(receive(sns.signed(delivery(), "other")))).isEqualTo(403);
        ObjectNode odd = delivery();
        for (String signature : List.of("", "!", "AAAA", "A".repeat(5_000))) {
            assertThat(status(receive(odd.put("Signature", signature).toString())))
                    .isBetween(400, 403);
        }
        assertThat(status(receive(odd.put("Signature", "AAAA")
                        .put("SignatureVersion", "3")
                        .toString())))
                .isEqualTo(400);
    }

    @Test
    void aCertificateThatIsNotSnssIsRefused() {
        sns.certificate("other");
        assertThat(status(receive(sns.signed(delivery(), "other")))).isEqualTo(403);
    }

    @Test
    void aCertificateThatHasEndedIsRefused() {
        sns.certificate("expired");
        assertThat(status(receive(sns.signed(delivery(), "expired")))).isEqualTo(403);
    }

    @Test
    void whatIsNoCertificateIsRefused() {
        for (String odd : List.of("", "<html>", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")) {
            sns.put("/SimpleNotificationService-0.pem", 200, odd);
            assertThat(status(receive(sns.signed(delivery())))).isEqualTo(403);
        }
        sns.put("/SimpleNotificationService-0.pem", 200, "x".repeat(SnsCalls.MOST_BYTES + 1));
        assertThat(status(receive(sns.signed(delivery())))).isEqualTo(503);
    }

    @Test
    void aCertificateThatCannotBeFetchedIsAskedForAgain() {
        sns.put("/SimpleNotificationService-0.pem", 500, "");
        assertThat(status(receive(sns.signed(delivery())))).isEqualTo(503);
        sns.redirect("/SimpleNotificationService-0.pem", "https://" + Sns.HOST + "/SimpleNotificationService-1.pem");
        assertThat(status(receive(sns.signed(delivery())))).isEqualTo(503);
        assertThat(sns.asked()).noneMatch(path -> path.contains("-1.pem"));
        sns.certificate("signing");
        assertThat(told(receive(sns.signed(delivery())))).hasSize(1);
    }

    @Test
    void aServerThatThisJdkDoesNotTrustIsNotSns() {
        try (SnsCalls distrustful = sns.distrustful()) {
            int asked = sns.asked().size();
            Verdict verdict = verdict(webhook(distrustful, now), post("/email/webhooks/ses", sns.signed(delivery())));
            assertThat(status(verdict)).isEqualTo(503);
            assertThat(sns.asked()).hasSize(asked);
        }
    }

    @Test
    void anotherTopicIsRefusedAndNobodyIsAsked() {
        for (String topic : List.of(Sns.TOPIC + "2", Sns.TOPIC.replace("123456789012", "210987654321"), "mail")) {
            assertThat(status(receive(sns.signed(delivery().put("TopicArn", topic)))))
                    .isEqualTo(403);
        }
        assertThat(sns.connects()).isEqualTo(before);
    }

    @Test
    void whatIsTooOldOrTooYoungIsRefusedAndNobodyIsAsked() {
        for (Duration off : List.of(Duration.ofMinutes(61), Duration.ofMinutes(-61), Duration.ofDays(400))) {
            assertThat(status(receive(sns.signed(Sns.notification("m1", now.plus(off), DELIVERY)))))
                    .isEqualTo(403);
        }
        assertThat(sns.connects()).isEqualTo(before);
        assertThat(told(receive(sns.signed(Sns.notification("m1", now.minusSeconds(3_500), DELIVERY)))))
                .hasSize(1);
    }

    @Test
    void nobodyButSnsIsAskedForACertificate() {
        for (String address : SnsAddressTest.STRANGERS) {
            assertThat(status(receive(sns.signed(delivery().put("SigningCertURL", address)))))
                    .as(address)
                    .isBetween(400, 403);
        }
        assertThat(sns.connects()).isEqualTo(before);
    }

    @Test
    void aSubscriptionIsConfirmed() {
        sns.put("/", 200, "<ConfirmSubscriptionResponse/>");
        String address =
                "https://" + Sns.HOST + "/?Action=ConfirmSubscription&TopicArn=" + Sns.TOPIC + "&Token=a-token";
        assertThat(receive(sns.signed(Sns.confirmation(now, address)))).isInstanceOf(Verdict.Nothing.class);
        assertThat(sns.asked()).last().asString().startsWith("/?Action=ConfirmSubscription");
        sns.put("/", 500, "");
        assertThat(status(receive(sns.signed(Sns.confirmation(now, address))))).isEqualTo(503);
        sns.redirect("/", "https://" + Sns.HOST + "/elsewhere");
        assertThat(status(receive(sns.signed(Sns.confirmation(now, address))))).isEqualTo(503);
        assertThat(sns.asked()).doesNotContain("/elsewhere");
    }

    @Test
    void nobodyButSnsIsAskedToConfirmAndOnlyIfItIsSigned() {
        told(receive(sns.signed(delivery())));
        int asked = sns.connects();
        int paths = sns.asked().size();
        for (String stranger : SnsAddressTest.STRANGERS) {
            String address = stranger.replaceAll("/[^/]*\\.pem$", "/?Action=ConfirmSubscription&Token=x");
            assertThat(status(receive(sns.signed(Sns.confirmation(now, address)))))
                    .as(address)
                    .isBetween(400, 403);
        }
        String good = "https://" + Sns.HOST + "/?Action=ConfirmSubscription&Token=x";
        assertThat(status(receive(sns.signed(Sns.confirmation(now, good)).replace("a-token", "b-token"))))
                .isEqualTo(403);
        assertThat(status(receive(sns.signed(Sns.confirmation(now, good.replace("Confirm", "Delete"))))))
                .isEqualTo(403);
        assertThat(status(receive(sns.signed(Sns.confirmation(now, good).put("TopicArn", Sns.TOPIC + "2")))))
                .isEqualTo(403);
        assertThat(sns.connects()).isEqualTo(asked);
        assertThat(sns.asked()).hasSize(paths);
    }

    @Test
    void theEndOfASubscriptionIsTakenNoteOf() {
        ObjectNode message = Sns.confirmation(now, "https://" + Sns.HOST + "/?Action=ConfirmSubscription")
                .put("Type", "UnsubscribeConfirmation");
        assertThat(receive(sns.signed(message))).isInstanceOf(Verdict.Nothing.class);
    }

    @Test
    void aGenuineMessageThatIsNoEventIsRefusedAndTheFirstSentenceIsNot() {
        assertThat(receive(sns.signed(Sns.notification(
                        "m1", now, "Successfully validated SNS topic for Amazon SES event publishing."))))
                .isInstanceOf(Verdict.Nothing.class);
        for (String odd : List.of("hello", "[]", "{}", "7", "{\"eventType\":7}", "{\"eventType\":\"Bounce\"}")) {
            assertThat(status(receive(sns.signed(Sns.notification("m1", now, odd)))))
                    .as(odd)
                    .isEqualTo(400);
        }
        assertThat(receive(sns.signed(Sns.notification("m1", now, "{\"eventType\":\"Open\"}"))))
                .isInstanceOf(Verdict.Nothing.class);
    }
}
