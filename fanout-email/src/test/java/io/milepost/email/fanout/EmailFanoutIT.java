package io.milepost.email.fanout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.email.fanout.PostmarkStub.Mail;
import io.milepost.event.RawEvent;
import io.milepost.fanout.Fanout;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From an event to a mail, and to what becomes of it. */
class EmailFanoutIT {
    private static final Map<String, String> REACHABLE =
            Map.of("publicUrl", "http://127.0.0.1:8080", "secret", "a-secret-of-more-than-thirty-two-bytes");

    @TempDir
    Path directory;

    private static List<String> reasons(List<JsonNode> events) {
        return events.stream().map(event -> event.path("reason").asText()).toList();
    }

    @Test
    void anEventBecomesOneMailForEachRecipientHoweverOftenItIsWritten() {
        try (EmailRig rig = new EmailRig(directory, Map.of())) {
            rig.start();
            rig.note("e1", "🎉 שלום <script>", "ada@example.com,bob@example.com,Ada@Example.com,not an address");
            rig.note("e1", "🎉 שלום <script>", "ada@example.com,bob@example.com");
            rig.note("e2", "second", "ada@example.com");
            await().until(() -> rig.stub.count() >= 3);
            await().until(() -> rig.events("email-sent").size() == 3);
            assertThat(rig.stub.byAddress()).containsEntry("bob@example.com", 1);
            assertThat(rig.stub.calls()).isEqualTo(3);
            Mail first = rig.stub.taken().stream()
                    .filter(mail -> mail.to().equals("bob@example.com"))
                    .findFirst()
                    .orElseThrow();
            assertThat(first.subject()).isEqualTo("🎉 שלום <script>");
            assertThat(first.html()).contains("&lt;script&gt;").doesNotContain("<script>");
            assertThat(reasons(rig.events("email-skipped"))).containsExactly("invalid_address");
            assertThat(rig.ledger(false).values()).containsOnly("ACCEPTED").hasSize(3);
        }
    }

    @Test
    void whatIsTooOldIsMailedToNobodyWhoeverReadsItAgain() {
        try (EmailRig rig = new EmailRig(directory, Map.of())) {
            String lastYear = Instant.now().minus(365, ChronoUnit.DAYS).toString();
            for (int i = 0; i < 20; i++) {
                rig.event("note", "old-" + i, lastYear, "{\"title\":\"then\",\"to\":\"ada@example.com\"}");
            }
            rig.note("new", "now", "ada@example.com");
            Fanout first = rig.start();
            await().until(() -> rig.events("email-sent").size() == 1);
            await().until(() -> rig.events("email-skipped").size() == 20);
            first.close();
            // As after a reset of the group's offsets: everything is planned again.
            rig.start(Map.of("group", "another"));
            await().until(() -> rig.events("email-skipped").size() >= 40);
            rig.note("last", "last", "ada@example.com");
            await().until(() -> rig.stub.count() == 2);
            assertThat(rig.stub.taken()).extracting(Mail::subject).containsExactly("now", "last");
        }
    }

    @Test
    void whoUnsubscribesGetsNoMoreOfThatKindAndALookAtTheLinkDoesNothing() {
        try (EmailRig rig = new EmailRig(directory, REACHABLE)) {
            Fanout fanout = rig.start();
            rig.note("e1", "one", "ada@example.com");
            await().until(() -> rig.stub.count() == 1);
            Map<String, String> headers = rig.stub.taken().get(0).headers();
            assertThat(headers).containsEntry("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
            String link = headers.get("List-Unsubscribe");
            URI url = URI.create(link.substring(1, link.length() - 1));
            String path = url.getPath() + "?" + url.getRawQuery();
            assertThat(EmailRig.call(fanout, "GET", path, Map.of(), "").status())
                    .isEqualTo(200);
            rig.note("e2", "two", "ada@example.com");
            await().until(() -> rig.stub.count() == 2);
            Map<String, List<String>> form = Map.of("content-type", List.of("application/x-www-form-urlencoded"));
            for (int i = 0; i < 2; i++) {
                assertThat(EmailRig.call(fanout, "POST", path, form, "List-Unsubscribe=One-Click")
                                .status())
                        .isEqualTo(200);
            }
            assertThat(EmailRig.call(fanout, "POST", path + "x", form, "List-Unsubscribe=One-Click")
                            .status())
                    .isBetween(400, 404);
            await().until(() -> rig.events("email-unsubscribed").size() == 1);
            rig.awaitNotices();
            rig.note("e3", "three", "ada@example.com");
            await().until(() -> reasons(rig.events("email-skipped")).contains("unsubscribed"));
            assertThat(rig.stub.taken()).hasSize(2);
        }
    }

    @Test
    void aComplaintStopsEverythingAndIsToldOn() {
        try (EmailRig rig = new EmailRig(
                directory,
                Map.of("webhooks.postmark.user", "hook", "webhooks.postmark.password", "a-password-of-the-hook"))) {
            Fanout fanout = rig.start(Map.of("categories.notes.critical", "true"));
            rig.note("e1", "one", "ada@example.com");
            await().until(() -> rig.stub.count() == 1);
            await().until(() -> rig.events("email-sent").size() == 1);
            String tag = rig.stub.taken().get(0).tags().get("milepost");
            assertThat(tag).startsWith("c-");
            String body = "{\"RecordType\":\"SpamComplaint\",\"ID\":42,\"Type\":\"SpamComplaint\",\"TypeCode\":100001,"
                    + "\"MessageID\":\"m-1\",\"Email\":\"ada@example.com\",\"BouncedAt\":\"" + Instant.now()
                    + "\",\"Metadata\":{\"milepost\":\"" + tag + "\"}}";
            assertThat(EmailRig.call(fanout, "POST", "/email/webhooks/postmark", Map.of(), body)
                            .status())
                    .isEqualTo(401);
            assertThat(EmailRig.call(
                                    fanout,
                                    "POST",
                                    "/email/webhooks/postmark",
                                    Map.of("authorization", List.of(EmailRig.basic("hook", "a-password-of-the-hook"))),
                                    body)
                            .status())
                    .isEqualTo(200);
            await().until(() -> rig.events("email-complained").size() == 1);
            assertThat(rig.events("email-complained").get(0).path("rule").asText())
                    .isEqualTo("note");
            // The sender tells of it; whoever keeps what is known of recipients reads it for itself.
            rig.awaitNotices();
            rig.note("e2", "two", "ada@example.com");
            await().until(() -> reasons(rig.events("email-skipped")).contains("suppressed_complaint"));
            assertThat(rig.stub.taken()).hasSize(1);
        }
    }

    @Test
    void whomTheProviderSuppressesIsKnownFromTheStart() {
        try (EmailRig rig = new EmailRig(directory, Map.of("reconcile", "100ms"))) {
            rig.stub.suppress("ada@example.com");
            rig.start();
            await().pollInterval(Duration.ofSeconds(1)).until(() -> {
                rig.note(UUID.randomUUID().toString(), "still there?", "ada@example.com");
                return reasons(rig.events("email-skipped")).contains("suppressed_hard_bounce");
            });
            rig.note("other", "other", "bob@example.com");
            await().until(() -> rig.stub.byAddress().containsKey("bob@example.com"));
        }
    }

    @Test
    void aVariableThatIsMissingIsAPersonsBusinessAndHoldsUpNobody() {
        try (EmailRig rig = new EmailRig(directory, Map.of())) {
            rig.start();
            rig.event("note", "bad", null, "{\"to\":\"ada@example.com\"}");
            rig.note("good", "good", "ada@example.com");
            await().until(() -> rig.stub.count() == 1);
            await().until(() -> rig.deadLetters().contains("template"));
            assertThat(rig.stub.taken()).extracting(Mail::subject).containsExactly("good");
        }
    }

    @Test
    void theLargestEventThereIsBecomesMailAlthoughItsRequestIsLargerStill() {
        try (EmailRig rig = new EmailRig(directory, Map.of())) {
            rig.start();
            String head = "{\"title\":\"large\",\"to\":[\"ada@example.com\"],\"more\":\"";
            // In UTF-8 each of these letters has two bytes.
            rig.event("note", "large", null, head + "é".repeat((RawEvent.LARGEST - head.length() - 2) / 2) + "\"}");
            await().until(() -> rig.stub.count() == 1);
            assertThat(rig.stub.taken()).extracting(Mail::subject).containsExactly("large");
            assertThat(rig.deadLetters()).isEmpty();
        }
    }

    @Test
    void nobodyGetsMoreThanTheThrottleAllows() {
        try (EmailRig rig = new EmailRig(directory, Map.of("rules.note.throttle", "2/1h"))) {
            Fanout first = rig.start();
            for (int i = 0; i < 5; i++) {
                rig.note("e" + i, "note " + i, "ada@example.com");
            }
            rig.note("other", "other", "bob@example.com");
            await().until(() -> rig.events("email-skipped").size() == 3);
            await().until(() -> rig.stub.count() == 3);
            first.close();
            rig.start();
            rig.note("later", "later", "ada@example.com");
            await().until(() -> rig.events("email-skipped").size() == 4);
            assertThat(reasons(rig.events("email-skipped"))).containsOnly("throttled");
            assertThat(rig.stub.byAddress()).isEqualTo(Map.of("ada@example.com", 2, "bob@example.com", 1));
        }
    }
}
