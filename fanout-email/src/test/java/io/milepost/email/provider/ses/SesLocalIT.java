package io.milepost.email.provider.ses;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.milepost.email.BulkResult;
import io.milepost.email.Email;
import io.milepost.email.EmailAddress;
import io.milepost.email.SentEmail;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SesLocalIT {
    private static SesLocal ses;
    private static SesEmailService service;

    @BeforeAll
    static void start() {
        ses = SesLocal.start();
        service = FakeSes.open(ses.port(), FakeSes.patience());
    }

    @AfterAll
    static void stop() {
        if (ses != null) {
            service.close();
            ses.close();
        }
    }

    @Test
    void aMessageIsReadThereAsItWasWritten() throws Exception {
        String subject = "\ud83c\udfc3 \u05e9\u05dc\u05d5\u05dd";
        SentEmail sent = finish(service.sendEmail(new Email(
                new EmailAddress("team@example.com", "Mile Quest"),
                List.of(new EmailAddress("ada@example.com", "\u017dofie \"Ada\"")),
                List.of(EmailAddress.of("cc@b\u00fccher.example")),
                List.of(),
                List.of(EmailAddress.of("answers@example.com")),
                subject,
                "<h1>J\u00fcrgen \u2603</h1>",
                "J\u00fcrgen \u2603",
                Map.of("List-Unsubscribe", "<https://example.com/u/1>"),
                Map.of("rule", "goal-reached"),
                null)));
        JsonNode mail = stored(sent.messageId());
        assertThat(mail.path("subject").asText()).isEqualTo(subject);
        assertThat(mail.path("from").asText()).isEqualTo("\"Mile Quest\" <team@example.com>");
        assertThat(mail.path("destination").path("to").toString())
                .contains("ada@example.com")
                .contains("\u017dofie");
        // It shows people what they would write.
        assertThat(mail.path("destination").path("cc").toString()).contains("cc@b\u00fccher.example");
        assertThat(mail.path("replyTo").path(0).asText()).isEqualTo("answers@example.com");
        assertThat(mail.path("body").path("html").asText().strip()).isEqualTo("<h1>J\u00fcrgen \u2603</h1>");
        assertThat(mail.path("body").path("text").asText().strip()).isEqualTo("J\u00fcrgen \u2603");
    }

    @Test
    void severalMessagesAreThereOnceEach() throws Exception {
        List<Email> emails = IntStream.range(0, 20)
                .mapToObj(n -> Email.of("ada@example.com", "bulk " + n, null, "x"))
                .toList();
        List<BulkResult> results = finish(service.sendBulkEmails(emails));
        assertThat(results).allMatch(BulkResult.Sent.class::isInstance);
        assertThat(store().findValuesAsText("subject"))
                .filteredOn(subject -> subject.startsWith("bulk "))
                .hasSize(20)
                .doesNotHaveDuplicates();
    }

    private static JsonNode stored(String id) throws IOException, InterruptedException {
        for (JsonNode mail : store().path("emails")) {
            if (mail.path("messageId").asText().equals(id)) {
                return mail;
            }
        }
        throw new AssertionError("there is no message " + id);
    }

    private static JsonNode store() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ses.port() + "/store"))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        return new ObjectMapper().readTree(answer.body());
    }

    private static <T> T finish(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    }
}
