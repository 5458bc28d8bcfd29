package io.milepost.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.milepost.email.EmailException.Code;
import io.milepost.email.MailPeer.Mode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every provider of mail does. Extend it, and say where the messages arrive. */
public abstract class EmailServiceContract {
    private static final String LINK = "<https://example.com/u/a-token?x=1&y=2>";

    private MailPeer peer;
    private EmailService service;

    /** Starts the far side, in mode {@link Mode#ACCEPT}. */
    protected abstract MailPeer peer() throws Exception;

    /** Opens the provider against the far side; the default sender is {@code noreply@example.com}. Timeouts of about ten seconds. */
    protected abstract EmailService open(MailPeer peer) throws Exception;

    @BeforeEach
    void start() throws Exception {
        peer = peer();
        service = open(peer);
    }

    @AfterEach
    void stop() {
        if (service != null) {
            service.close();
        }
        if (peer != null) {
            peer.close();
        }
    }

    /** The service under test. */
    protected final EmailService service() {
        return service;
    }

    @Test
    void aMessageArrivesAsItWasWritten() {
        Email email = new Email(
                new EmailAddress("team@example.com", "Mile Quest"),
                List.of(
                        new EmailAddress("ada@example.com", "Ada, Countess \"of\" Lovelace"),
                        EmailAddress.of("b@example.com")),
                List.of(new EmailAddress("cc@example.com", "Žofie")),
                List.of(EmailAddress.of("hidden@example.com")),
                List.of(EmailAddress.of("answers@example.com")),
                "You walked 5.2 km",
                "<h1>Well done, J\u00fcrgen \u2603</h1>",
                "Well done, J\u00fcrgen \u2603",
                Map.of("List-Unsubscribe", LINK, "List-Unsubscribe-Post", "List-Unsubscribe=One-Click", "X-Team", "7"),
                Map.of("rule", "goal_reached"),
                "key-1");
        SentEmail sent = finish(service.sendEmail(email));
        assertThat(sent.provider()).isEqualTo(service.traits().provider());
        assertThat(sent.messageId()).isNotBlank();
        ReceivedMail mail = only();
        assertThat(mail.from()).isEqualTo(email.from());
        assertThat(mail.to()).isEqualTo(email.to());
        assertThat(mail.cc()).isEqualTo(email.cc());
        assertThat(mail.bcc()).extracting(EmailAddress::address).containsExactly("hidden@example.com");
        assertThat(mail.replyTo()).extracting(EmailAddress::address).containsExactly("answers@example.com");
        assertThat(mail.subject()).isEqualTo(email.subject());
        assertThat(mail.html().strip()).isEqualTo(email.html());
        assertThat(mail.text().strip()).isEqualTo(email.text());
        assertThat(mail.headers())
                .containsEntry("List-Unsubscribe", LINK)
                .containsEntry("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
                .containsEntry("X-Team", "7");
    }

    @Test
    void withoutASenderTheDefaultOneSends() {
        finish(service.sendEmail(Email.of("ada@example.com", "hello", null, "text alone")));
        ReceivedMail mail = only();
        assertThat(mail.from().address()).isEqualTo("noreply@example.com");
        assertThat(mail.text().strip()).isEqualTo("text alone");
        assertThat(mail.html()).isNull();
    }

    @Test
    void subjectsOfAllKindsArriveIntact() {
        List<String> subjects = List.of(
                "\ud83c\udfc3\ud83c\udffd\u200d\u2640\ufe0f 10 km \ud83c\udf89",
                "\u05e9\u05dc\u05d5\u05dd, \u0645\u0631\u062d\u0628\u0627",
                "=?utf-8?q?not_encoded?=",
                "\u65e5\u672c\u8a9e".repeat(60),
                "a".repeat(300) + " " + "b".repeat(300));
        for (String subject : subjects) {
            finish(service.sendEmail(Email.of("ada@example.com", subject, "<p>x</p>", "x")));
        }
        assertThat(received(subjects.size())).extracting(ReceivedMail::subject).isEqualTo(subjects);
    }

    @Test
    void aDomainOutsideAsciiArrivesAsPunycode() {
        finish(service.sendEmail(Email.of(" ada@B\u00fccher.example ", "s", null, "x")));
        assertThat(only().to()).extracting(EmailAddress::address).containsExactly("ada@xn--bcher-kva.example");
    }

    @Test
    void noFieldCanBecomeAnother() {
        for (String end :
                List.of("\r\nBcc: eve@example.com", "\n", "\r", "\0", "\u0085", "\u2028", "\u0007", "\ud83c")) {
            injections("x" + end + "y").forEach((field, email) -> {
                Throwable failure = catchThrowable(() -> finish(service.sendEmail(email)));
                assertThat(failure).as(field + " with " + end.codePointAt(0)).isInstanceOf(CompletionException.class);
                assertThat(failure.getCause())
                        .as(field)
                        .isInstanceOfAny(EmailException.Rejected.class, EmailException.InvalidAddress.class)
                        .hasMessageStartingWith(field)
                        .hasMessageNotContaining("eve@");
            });
        }
        assertThat(peer.requests()).isZero();
    }

    private static Map<String, Email> injections(String bad) {
        EmailAddress good = EmailAddress.of("ada@example.com");
        EmailAddress named = new EmailAddress("ada@example.com", bad);
        EmailAddress local = EmailAddress.of(bad + "@example.com");
        EmailAddress domain = EmailAddress.of("ada@example.com" + bad);
        Map<String, Email> emails = new LinkedHashMap<>();
        emails.put("subject", Email.of(good.address(), bad, null, "x"));
        emails.put("from.name", email(named, good, List.of(), Map.of(), Map.of()));
        emails.put("from", email(local, good, List.of(), Map.of(), Map.of()));
        emails.put("to[0].name", email(good, named, List.of(), Map.of(), Map.of()));
        emails.put("to[0]", email(good, local, List.of(), Map.of(), Map.of()));
        emails.put("to[0]:", email(good, domain, List.of(), Map.of(), Map.of()));
        emails.put("replyTo[0].name", email(good, good, List.of(named), Map.of(), Map.of()));
        emails.put("replyTo[0]", email(good, good, List.of(local), Map.of(), Map.of()));
        emails.put("headers", email(good, good, List.of(), Map.of(bad, "x"), Map.of()));
        emails.put("headers.X-A", email(good, good, List.of(), Map.of("X-A", bad), Map.of()));
        emails.put("tags", email(good, good, List.of(), Map.of(), Map.of(bad, "x")));
        emails.put("tags.a", email(good, good, List.of(), Map.of(), Map.of("a", bad)));
        return emails;
    }

    private static Email email(
            EmailAddress from,
            EmailAddress to,
            List<EmailAddress> replyTo,
            Map<String, String> headers,
            Map<String, String> tags) {
        return new Email(from, List.of(to), List.of(), List.of(), replyTo, "s", "<p>x</p>", "x", headers, tags, null);
    }

    @Test
    void whatIsNoMessageIsRefusedHere() {
        fails(Code.INVALID_ADDRESS, service.sendEmail(Email.of("nobody", "s", null, "x")));
        fails(Code.REJECTED, service.sendEmail(Email.of("ada@example.com", "s", null, null)));
        EmailAddress ada = EmailAddress.of("ada@example.com");
        fails(Code.REJECTED, service.sendEmail(email(ada, ada, List.of(), Map.of("Bcc", "eve@example.com"), Map.of())));
        assertThat(peer.requests()).isZero();
    }

    @Test
    void aProviderThatHangsAfterAcceptingLeavesItUnknownAndIsNotAskedAgain() {
        assumeTrue(peer.modes().contains(Mode.HANG_AFTER_ACCEPTING));
        peer.mode(Mode.HANG_AFTER_ACCEPTING);
        fails(Code.UNKNOWN, service.sendEmail(Email.of("ada@example.com", "s", null, "x")));
        assertThat(peer.requests()).isEqualTo(1);
    }

    @Test
    void aProviderThatClosesWithoutAnAnswerLeavesItUnknownAndIsNotAskedAgain() {
        assumeTrue(peer.modes().contains(Mode.CLOSE_AFTER_ACCEPTING));
        // A connection that has been used before tempts clients to try again.
        finish(service.sendEmail(Email.of("ada@example.com", "first", null, "x")));
        peer.mode(Mode.CLOSE_AFTER_ACCEPTING);
        fails(Code.UNKNOWN, service.sendEmail(Email.of("ada@example.com", "s", null, "x")));
        assertThat(peer.requests()).isEqualTo(2);
    }

    @Test
    void aProviderThatIsNotThereIsUnavailable() {
        assumeTrue(peer.modes().contains(Mode.GONE));
        peer.mode(Mode.GONE);
        fails(Code.UNAVAILABLE, service.sendEmail(Email.of("ada@example.com", "s", null, "x")));
    }

    @Test
    void ofSeveralMessagesEachFaresAsItDoes() {
        List<Email> emails = new ArrayList<>(IntStream.range(0, 30)
                .mapToObj(n -> Email.of("ada" + n + "@example.com", "s" + n, null, "x"))
                .toList());
        emails.set(7, Email.of("nobody", "s", null, "x"));
        List<BulkResult> results = finish(service.sendBulkEmails(emails));
        assertThat(results).hasSize(30);
        assertThat(results.get(7))
                .isInstanceOfSatisfying(
                        BulkResult.Failed.class,
                        failed -> assertThat(failed.failure()).isInstanceOf(EmailException.InvalidAddress.class));
        assertThat(results).filteredOn(BulkResult.Sent.class::isInstance).hasSize(29);
        assertThat(received(29)).extracting(ReceivedMail::subject).doesNotHaveDuplicates();
        assertThat(finish(service.sendBulkEmails(List.of()))).isEmpty();
    }

    @Test
    void addressesAreCheckedWithoutSending() {
        assertThat(finish(service.validateEmail(" Ada@EXAMPLE.com ")))
                .isEqualTo(new AddressCheck.Valid("Ada@example.com"));
        for (String bad : List.of("ada", "Ada <ada@example.com>", "ada@example.com\u200b", "ada@[127.0.0.1]")) {
            assertThat(finish(service.validateEmail(bad))).isInstanceOfSatisfying(AddressCheck.Unfit.class, unfit -> {
                assertThat(unfit.failure()).isInstanceOf(EmailException.InvalidAddress.class);
                assertThat(unfit.failure()).hasMessageStartingWith("address: ");
            });
        }
        assertThat(peer.requests()).isZero();
    }

    @Test
    void afterClosingItIsUnavailable() {
        service.close();
        fails(Code.UNAVAILABLE, service.sendEmail(Email.of("ada@example.com", "s", null, "x")));
        assertThatCode(service::close).doesNotThrowAnyException();
        assertThat(peer.requests()).isZero();
    }

    private ReceivedMail only() {
        return received(1).get(0);
    }

    /** The messages that have arrived, once there are so many. */
    protected final List<ReceivedMail> received(int expected) {
        await().atMost(Duration.ofSeconds(30)).until(() -> peer.received().size() >= expected);
        assertThat(peer.received()).hasSize(expected);
        return peer.received();
    }

    /** What a stage completes with, in a time that a slow machine keeps. */
    protected static <T> T finish(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    }

    /** What a stage fails with, which has this code and a message without the address. */
    protected static EmailException fails(Code code, CompletionStage<?> stage) {
        Throwable failure = catchThrowable(() -> finish(stage));
        assertThat(failure).isInstanceOf(CompletionException.class);
        assertThat(failure.getCause()).isInstanceOf(EmailException.class);
        EmailException known = (EmailException) failure.getCause();
        assertThat(known.code()).as(known.getMessage()).isEqualTo(code);
        assertThat(known.getMessage()).isNotBlank().doesNotContain("ada@example.com");
        return known;
    }
}
