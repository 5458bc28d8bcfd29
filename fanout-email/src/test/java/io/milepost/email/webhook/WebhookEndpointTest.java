package io.milepost.email.webhook;

import static io.milepost.email.webhook.Calls.post;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.milepost.email.feedback.Feedback;
import io.milepost.fanout.Endpoint.Answer;
import io.milepost.fanout.Endpoint.Request;
import io.milepost.fanout.FanoutSettings;
import io.milepost.fanout.InvalidSettingsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The endpoint with all webhooks as they are configured, which ask nobody. */
class WebhookEndpointTest {
    private static final String PASSWORD = "a-password-of-the-test";
    private static final String BASIC =
            "Basic " + Base64.getEncoder().encodeToString(("postmark:" + PASSWORD).getBytes(UTF_8));
    private static final String COMPLAINT = "{\"RecordType\":\"SpamComplaint\",\"MessageID\":\"id-1\","
            + "\"Email\":\"ada@example.com\",\"BouncedAt\":\"2026-11-05T16:33:54Z\"}";

    @TempDir
    Path directory;

    private final List<Feedback> kept = new ArrayList<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private CompletableFuture<Void> keeping = CompletableFuture.completedFuture(null);
    private final Webhooks webhooks = webhooks(all());
    private final WebhookEndpoint endpoint = new WebhookEndpoint(
            webhooks,
            feedback -> {
                kept.addAll(feedback);
                return keeping;
            },
            meters);

    @AfterEach
    void close() {
        webhooks.close();
    }

    private static Map<String, String> all() {
        Map<String, String> settings = new HashMap<>();
        settings.put("webhooks.ses.topics", Sns.TOPIC);
        settings.put("webhooks.sendgrid.publicKey", publicKey());
        settings.put("webhooks.postmark.user", "postmark");
        settings.put("webhooks.postmark.password", PASSWORD);
        settings.put("webhooks.resend.secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        return settings;
    }

    private static String publicKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            return Base64.getEncoder()
                    .encodeToString(generator.generateKeyPair().getPublic().getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Webhooks webhooks(Map<String, String> values) {
        FanoutSettings settings = new FanoutSettings("fanouts.email.", values);
        Webhooks webhooks = Webhooks.read(settings);
        settings.check();
        return webhooks;
    }

    private Answer answer(Request request) {
        return endpoint.answer(request)
                .toCompletableFuture()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }

    private Answer complain() {
        return answer(post("/email/webhooks/postmark", COMPLAINT, "Authorization", BASIC));
    }

    @Test
    void whatIsToldIsKeptAndThenAnswered() {
        keeping = new CompletableFuture<>();
        CompletableFuture<Answer> answer = endpoint.answer(
                        post("/email/webhooks/postmark", COMPLAINT, "Authorization", BASIC))
                .toCompletableFuture();
        assertThat(kept).hasSize(1);
        assertThat(answer).isNotDone();
        keeping.complete(null);
        assertThat(answer.join().status()).isEqualTo(200);
        assertThat(count("told")).isEqualTo(1);
    }

    @Test
    void whatIsToldAgainIsNotKeptAgain() {
        assertThat(complain().status()).isEqualTo(200);
        assertThat(complain().status()).isEqualTo(200);
        assertThat(kept).hasSize(1);
    }

    @Test
    void whatCouldNotBeKeptIsToldAgainAndKeptThen() {
        keeping = CompletableFuture.failedFuture(new IllegalStateException("no Kafka"));
        assertThat(complain().status()).isEqualTo(503);
        assertThat(new String(complain().body(), UTF_8)).doesNotContain("Kafka");
        keeping = CompletableFuture.completedFuture(null);
        assertThat(complain().status()).isEqualTo(200);
        assertThat(kept).hasSize(3);
        assertThat(count("failed")).isEqualTo(2);
        WebhookEndpoint throwing = new WebhookEndpoint(
                webhooks,
                feedback -> {
                    throw new IllegalStateException("no Kafka");
                },
                meters);
        assertThat(throwing.answer(post("/email/webhooks/postmark", COMPLAINT, "Authorization", BASIC))
                        .toCompletableFuture()
                        .join()
                        .status())
                .isEqualTo(503);
    }

    @Test
    void onlyWhatIsConfiguredIsThere() {
        assertThat(endpoint.path()).isEqualTo("/email/webhooks");
        for (String path : List.of(
                "/email/webhooks",
                "/email/webhooks/",
                "/email/webhooks/mailgun",
                "/email/webhooks/ses/",
                "/email/webhooks/SES",
                "/email/webhooks/../webhooks/ses")) {
            assertThat(answer(post(path, "{}")).status()).as(path).isEqualTo(404);
        }
        Webhooks one = webhooks(Map.of("webhooks.postmark.user", "a", "webhooks.postmark.password", PASSWORD));
        WebhookEndpoint alone = new WebhookEndpoint(one, feedback -> keeping, meters);
        assertThat(alone.answer(post("/email/webhooks/ses", "{}"))
                        .toCompletableFuture()
                        .join()
                        .status())
                .isEqualTo(404);
        for (String method : List.of("GET", "PUT", "HEAD", "OPTIONS", "DELETE")) {
            Answer answer = answer(new Request(method, "/email/webhooks/ses", "", Map.of(), new byte[0]));
            assertThat(answer.status()).isEqualTo(405);
            assertThat(answer.headers()).containsEntry("Allow", "POST");
        }
    }

    @Test
    void strangersAreToldSo() {
        Answer answer = answer(post("/email/webhooks/postmark", COMPLAINT));
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.headers()).containsKey("WWW-Authenticate");
        assertThat(answer(post("/email/webhooks/sendgrid", "[]")).status()).isEqualTo(401);
        assertThat(answer(post("/email/webhooks/resend", "{}")).status()).isEqualTo(401);
        assertThat(answer(post("/email/webhooks/ses", "{}")).status()).isEqualTo(400);
        assertThat(kept).isEmpty();
    }

    /** Whatever is sent, with or without credentials, is answered with 2xx or 4xx, and nothing of it is kept. */
    @Test
    void noiseIsAnswered() {
        String given = System.getProperty("seed", "");
        long seed = given.isEmpty() ? new Random().nextLong() : Long.parseLong(given);
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        List<String> seeds = List.of(
                COMPLAINT,
                "{\"Type\":\"Notification\",\"MessageId\":\"m\",\"TopicArn\":\"" + Sns.TOPIC + "\",\"Message\":\"{}\","
                        + "\"Timestamp\":\"2026-01-01T00:00:00Z\",\"SignatureVersion\":\"1\",\"Signature\":\"AAAA\","
                        + "\"SigningCertURL\":\"https://evil.com/x.pem\"}",
                "[{\"event\":\"bounce\",\"email\":\"a@b.example\",\"timestamp\":1}]");
        for (int i = 0; i < 5_000; i++) {
            byte[] body = seeds.get(random.nextInt(seeds.size())).getBytes(UTF_8);
            if (random.nextInt(4) == 0) {
                body = new byte[random.nextInt(200)];
                random.nextBytes(body);
            } else {
                for (int n = random.nextInt(4); n >= 0; n--) {
                    body[random.nextInt(body.length)] = (byte) "{}[]\",:0e\\x\n".charAt(random.nextInt(12));
                }
            }
            String provider = List.of("ses", "sendgrid", "postmark", "resend").get(random.nextInt(4));
            Answer answer = answer(post(
                    "/email/webhooks/" + provider,
                    body,
                    "Authorization",
                    BASIC,
                    "svix-id",
                    "msg",
                    "svix-timestamp",
                    "" + random.nextInt(),
                    "svix-signature",
                    "v1," + random.nextInt(),
                    SendGridWebhook.TIMESTAMP,
                    "" + Math.abs((long) random.nextInt()),
                    SendGridWebhook.SIGNATURE,
                    "MAYCAQACAQA="));
            assertThat(answer.status()).isIn(200, 400, 401, 403);
            assertThat(answer.status())
                    .as("only who has the password is believed")
                    .matches(status -> status != 200 || provider.equals("postmark"));
        }
    }

    @Test
    void secretsMayStandInFiles() throws Exception {
        Path file = Files.writeString(directory.resolve("secret"), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n");
        assertThat(webhooks(Map.of("webhooks.resend.secretFile", file.toString()))
                        .all())
                .hasSize(1);
        assertThat(webhooks(Map.of()).all()).isEmpty();
    }

    @Test
    void allFaultsAreToldAtOnceWithoutSecrets() {
        assertThatThrownBy(() -> webhooks(Map.of(
                        "webhooks.ses.maxAge", "1s",
                        "webhooks.sendgrid.publicKey", "bm8ga2V5",
                        "webhooks.postmark.user", "a:b",
                        "webhooks.postmark.password", "hunter2",
                        "webhooks.resend.secret", "geheim",
                        "webhooks.mailgun.key", "x")))
                .isInstanceOfSatisfying(
                        InvalidSettingsException.class,
                        e -> assertThat(e.faults().stream()
                                        .map(fault -> fault.substring(0, fault.indexOf(':')))
                                        .collect(Collectors.toSet()))
                                .containsExactlyInAnyOrder(
                                        "fanouts.email.webhooks.ses.topics",
                                        "fanouts.email.webhooks.ses.maxAge",
                                        "fanouts.email.webhooks.sendgrid.publicKey",
                                        "fanouts.email.webhooks.postmark.user",
                                        "fanouts.email.webhooks.postmark.password",
                                        "fanouts.email.webhooks.resend.secret",
                                        "fanouts.email.webhooks.mailgun.key"))
                .hasMessageNotContaining("hunter2")
                .hasMessageNotContaining("geheim");
        assertThatThrownBy(() -> webhooks(Map.of("webhooks.ses.topics", "arn:aws:sqs:eu-west-1:1:x")))
                .isInstanceOf(InvalidSettingsException.class);
    }

    private double count(String outcome) {
        return meters.counter("milepost.email.webhooks", "provider", "postmark", "outcome", outcome)
                .count();
    }
}
