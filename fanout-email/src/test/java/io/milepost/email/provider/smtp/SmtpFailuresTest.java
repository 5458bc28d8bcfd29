package io.milepost.email.provider.smtp;

import static io.milepost.email.EmailException.Code.CONFIGURATION;
import static io.milepost.email.EmailException.Code.INVALID_ADDRESS;
import static io.milepost.email.EmailException.Code.UNAVAILABLE;
import static io.milepost.email.EmailException.Code.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.milepost.email.Email;
import io.milepost.email.EmailAddress;
import io.milepost.email.EmailException;
import io.milepost.email.EmailException.Code;
import io.milepost.email.MailPeer.Mode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SmtpFailuresTest {
    private final FakeSmtp server = new FakeSmtp();

    @AfterEach
    void close() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | 421 too busy | UNAVAILABLE",
                "'' | 554 no mail from there | CONFIGURATION",
                "MAIL | 421 4.3.2 shutting down | UNAVAILABLE",
                "MAIL | 450 4.7.1 slower please | RATE_LIMITED",
                "MAIL | 451 4.7.0 rate limit | RATE_LIMITED",
                "MAIL | 530 5.7.0 Must issue a STARTTLS command first | CONFIGURATION",
                "MAIL | 550 5.7.1 sender not allowed | CONFIGURATION",
                "MAIL | 553 sender is refused | CONFIGURATION",
                "MAIL | 552 5.3.4 too large | REJECTED",
                "RCPT | 421 closing | UNAVAILABLE",
                "RCPT | 450 4.2.0 greylisted | RATE_LIMITED",
                "RCPT | 451 local error | UNAVAILABLE",
                "RCPT | 452 4.5.3 too many recipients | RATE_LIMITED",
                "RCPT | 501 syntax | INVALID_ADDRESS",
                "RCPT | 550 5.1.1 <ada@example.com>: user unknown | INVALID_ADDRESS",
                "RCPT | 550 no such user | INVALID_ADDRESS",
                "RCPT | 551 not local | INVALID_ADDRESS",
                "RCPT | 553 mailbox name not allowed | INVALID_ADDRESS",
                "RCPT | 550 5.7.1 relaying denied | REJECTED",
                "RCPT | 552 5.2.2 mailbox full | REJECTED",
                "RCPT | 554 no | REJECTED",
                "RCPT | 521 no mail here | REJECTED",
                "DATA | 451 not now | UNAVAILABLE",
                "DATA | 554 no valid recipients | REJECTED",
                ". | 554 5.7.1 spam | REJECTED",
                ". | 552 too large | REJECTED",
                ". | 451 4.3.0 queue is broken | UNAVAILABLE",
                ". | 452 4.3.1 no room | RATE_LIMITED",
            })
    void whatTheServerRefusesHasOneMeaning(String command, String reply, Code code) {
        server.reply(command, reply);
        EmailException failure = fails(email());
        assertThat(failure.code()).as(failure.getMessage()).isEqualTo(code);
        assertThat(failure).hasMessageContaining(reply.substring(0, 3)).hasMessageNotContaining("ada@");
    }

    @ParameterizedTest
    @CsvSource({"'', UNAVAILABLE", "EHLO, UNAVAILABLE", "MAIL, UNAVAILABLE", "RCPT, UNAVAILABLE", "DATA, UNAVAILABLE"})
    void aConnectionThatEndsBeforeTheMessageIsOutHasSentNothing(String command, Code code) {
        server.reply(command, FakeSmtp.CLOSE);
        assertThat(fails(email()).code()).isEqualTo(code);
        assertThat(server.received()).isEmpty();
    }

    @Test
    void aConnectionThatEndsAfterTheFinalDotLeavesItUnknown() {
        server.reply(FakeSmtp.DOT, FakeSmtp.CLOSE);
        assertThat(fails(email()).code()).isEqualTo(UNKNOWN);
        assertThat(server.received()).hasSize(1);
    }

    @Test
    void aRefusalAfterTheFinalDotCountsThoughTheConnectionEnds() {
        server.reply(FakeSmtp.DOT, "554 5.7.1 spam");
        server.reply("RSET", FakeSmtp.CLOSE);
        assertThat(fails(email()).code()).isEqualTo(Code.REJECTED);
    }

    @Test
    void oneRecipientThatIsRefusedStopsTheMessageForAll() {
        for (String reply : List.of("550 no such user", "554 no", "521 no", "450 later")) {
            server.reply("RCPT TO:<bob@example.com>", reply);
            try (SmtpEmailService smtp = FakeSmtp.open(server.port())) {
                EmailException failure = fails(smtp.sendEmail(email("ada@example.com", "bob@example.com")));
                assertThat(server.received()).as(reply).isEmpty();
                if (failure.code() == INVALID_ADDRESS) {
                    assertThat(failure).hasMessageStartingWith("to[1]: ");
                }
            }
        }
    }

    @Test
    void withoutStarttlsNothingIsSaidWhereItMustBePrivate() {
        EmailException failure =
                fails(email(), "SMTP_TLS", "starttls", "SMTP_USER", "me", "SMTP_PASSWORD", "a-password-nobody-may-see");
        assertThat(failure).isInstanceOf(EmailException.Configuration.class).hasMessageContaining("SMTP_TLS");
        assertThat(server.commands()).noneMatch(command -> command.startsWith("AUTH") || command.startsWith("MAIL"));
    }

    @Test
    void aServerWithoutTlsIsUnavailable() {
        assertThat(fails(email(), "SMTP_TLS", "tls").code()).isEqualTo(UNAVAILABLE);
        server.extensions("STARTTLS");
        server.reply("STARTTLS", "220 go on");
        assertThat(fails(email(), "SMTP_TLS", "starttls").code()).isEqualTo(UNAVAILABLE);
        assertThat(server.commands()).noneMatch(command -> command.startsWith("MAIL"));
    }

    @Test
    void whatMustBePrivateIsPrivateBeforeAnythingIsSaid() {
        TestTls tls = new TestTls();
        server.starttls(tls.context());
        server.extensions("STARTTLS");
        String[] login = {"SMTP_USER", "me", "SMTP_PASSWORD", "secret", "SMTP_TLS", "starttls", "SMTP_HOST", "localhost"
        };
        try (SmtpEmailService smtp =
                FakeSmtp.open(Optional.of(tls.context().getSocketFactory()), server.port(), login)) {
            assertThat(fails(smtp.sendEmail(email())).code())
                    .as("nobody logs in")
                    .isEqualTo(CONFIGURATION);
            server.extensions("STARTTLS", "AUTH PLAIN");
            finish(smtp.sendEmail(email()));
            assertThat(server.received()).hasSize(1);
        }
        assertThat(fails(email(), login).code())
                .as("a certificate that nobody knows")
                .isEqualTo(UNAVAILABLE);
        login[7] = "127.0.0.2";
        try (SmtpEmailService smtp =
                FakeSmtp.open(Optional.of(tls.context().getSocketFactory()), server.port(), login)) {
            assertThat(fails(smtp.sendEmail(email())).code())
                    .as("another's certificate")
                    .isEqualTo(UNAVAILABLE);
        }
        assertThat(server.received()).hasSize(1);
    }

    @Test
    void whoMayNotLogInIsConfiguredWrongly() {
        String[] login = {"SMTP_USER", "me", "SMTP_PASSWORD", "a-password-nobody-may-see"};
        assertThat(fails(email(), login).code()).as("nobody logs in there").isEqualTo(CONFIGURATION);
        server.extensions("AUTH GSSAPI");
        assertThat(fails(email(), login).code()).as("no way that we have").isEqualTo(CONFIGURATION);
        assertThat(server.received()).isEmpty();
        server.extensions("AUTH PLAIN");
        server.reply("AUTH", "535 5.7.8 who are you");
        assertThat(fails(email(), login)).isInstanceOf(EmailException.Configuration.class);
        server.reply("AUTH", "454 4.7.0 not now");
        assertThat(fails(email(), login).code()).isEqualTo(Code.RATE_LIMITED);
        server.reply("AUTH", FakeSmtp.CLOSE);
        assertThat(fails(email(), login).code()).isEqualTo(UNAVAILABLE);
    }

    @Test
    void anAddressOutsideAsciiGoesOnlyWhereItIsUnderstood() {
        String address = "ren\u00e9@example.com";
        EmailException failure = fails(email(address));
        assertThat(failure).isInstanceOf(EmailException.UnsupportedAddress.class);
        assertThat(server.commands()).noneMatch(command -> command.startsWith("MAIL"));
        server.extensions("SMTPUTF8");
        try (SmtpEmailService smtp = FakeSmtp.open(server.port())) {
            finish(smtp.sendEmail(email(address)));
            assertThat(server.commands()).contains("RCPT TO:<" + address + ">");
            assertThat(server.received().get(0).to()).containsExactly(EmailAddress.of(address));
            finish(smtp.sendEmail(email("ada@example.com")));
            assertThat(server.commands()).contains("MAIL FROM:<noreply@example.com>");
        }
    }

    @Test
    void aServerThatNeverSaysAnythingIsUnavailable() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                SmtpEmailService smtp = FakeSmtp.open(silent.getLocalPort())) {
            assertThat(smtp.traits().deadline()).isEqualTo(Duration.ofSeconds(30));
            assertThat(fails(smtp.sendEmail(email())).code()).isEqualTo(UNAVAILABLE);
        }
    }

    @Test
    void aHostThatNobodyKnowsIsUnavailable() {
        assertThat(fails(email(), "SMTP_HOST", "nobody-has-this-name.invalid", "SMTP_TLS", "none")
                        .code())
                .isEqualTo(UNAVAILABLE);
    }

    @Test
    void whatALibraryTakesForTheEndOfAMessageIsNotIt() {
        try (SmtpEmailService smtp = FakeSmtp.open(server.port())) {
            String text = "one\r\n.\r\nMAIL FROM:<eve@example.com>\r\n..\n.\nend";
            finish(smtp.sendEmail(Email.of("ada@example.com", "s", null, text)));
            assertThat(server.received()).hasSize(1);
            assertThat(server.received().get(0).text().replace("\r", ""))
                    .contains("one\n.\nMAIL FROM:<eve@example.com>\n..\n.\nend");
            assertThat(server.commands())
                    .filteredOn(command -> command.startsWith("MAIL"))
                    .hasSize(1);
        }
    }

    @Test
    void whatSmtpHasNoWordsForIsRefused() {
        try (SmtpEmailService smtp = FakeSmtp.open(server.port())) {
            for (CompletionStage<?> stage : List.of(
                    smtp.verifyDomain("example.com"),
                    smtp.getSuppressedEmails(),
                    smtp.removeSuppressedEmail("ada@example.com"),
                    smtp.getVerifiedDomains(),
                    smtp.getVerifiedEmails())) {
                assertThat(fails(stage))
                        .isInstanceOf(EmailException.Configuration.class)
                        .hasMessageStartingWith("smtp ");
            }
            assertThat(finish(smtp.health()).ok()).isTrue();
            server.mode(Mode.GONE);
            assertThat(fails(smtp.health()).code()).isEqualTo(UNAVAILABLE);
        }
    }

    private static Email email(String... to) {
        return new Email(
                null,
                List.of(to.length == 0 ? new String[] {"ada@example.com"} : to).stream()
                        .map(EmailAddress::of)
                        .toList(),
                List.of(),
                List.of(),
                List.of(),
                "s",
                null,
                "x",
                Map.of(),
                Map.of(),
                null);
    }

    private EmailException fails(Email email, String... variables) {
        try (SmtpEmailService smtp = FakeSmtp.open(server.port(), variables)) {
            return fails(smtp.sendEmail(email));
        }
    }

    private static <T> T finish(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    }

    private static EmailException fails(CompletionStage<?> stage) {
        Throwable failure = catchThrowable(() -> finish(stage));
        assertThat(failure).hasCauseInstanceOf(EmailException.class);
        return (EmailException) failure.getCause();
    }
}
