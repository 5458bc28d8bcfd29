package io.milepost.email.provider.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.DummySSLSocketFactory;
import io.milepost.email.Email;
import io.milepost.email.EmailException;
import io.milepost.service.Environment;
import io.milepost.service.EnvironmentException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class GreenMailTest {
    private static final Email EMAIL = Email.of("ada@example.com", "s", null, "x");

    @Test
    void whoLogsInMaySend() {
        try (GreenMailPeer server = new GreenMailPeer("smtp")) {
            server.user("milepost", "right");
            try (SmtpEmailService smtp =
                    FakeSmtp.open(server.port(), "SMTP_USER", "milepost", "SMTP_PASSWORD", "right")) {
                assertThat(finish(smtp.sendEmail(EMAIL)).messageId()).matches("<.+@example\\.com>");
                assertThat(finish(smtp.health()).ok()).isTrue();
            }
            try (SmtpEmailService smtp =
                    FakeSmtp.open(server.port(), "SMTP_USER", "milepost", "SMTP_PASSWORD", "wrong")) {
                assertThatThrownBy(() -> finish(smtp.sendEmail(EMAIL)))
                        .hasCauseInstanceOf(EmailException.Configuration.class)
                        .hasMessageNotContaining("wrong");
            }
            assertThat(server.received()).hasSize(1);
        }
    }

    @Test
    void aServerThatCannotShowWhoItIsGetsNothing() {
        try (GreenMailPeer server = new GreenMailPeer("smtps")) {
            try (SmtpEmailService strict = FakeSmtp.open(server.port(), "SMTP_TLS", "tls")) {
                assertThatThrownBy(() -> finish(strict.sendEmail(EMAIL)))
                        .hasCauseInstanceOf(EmailException.Unavailable.class);
            }
            assertThat(server.received()).isEmpty();
            // This one believes every certificate; the server's is for another name.
            try (SmtpEmailService trusting =
                    FakeSmtp.open(Optional.of(new DummySSLSocketFactory()), server.port(), "SMTP_TLS", "tls")) {
                assertThatThrownBy(() -> finish(trusting.sendEmail(EMAIL)))
                        .hasCauseInstanceOf(EmailException.Unavailable.class);
            }
            assertThat(server.received()).isEmpty();
        }
    }

    @Test
    void itsVariablesAreCheckedAllAtOnce() {
        Environment wrong = new Environment(Map.of(
                "SMTP_HOST", "not a host",
                "SMTP_PORT", "0",
                "SMTP_TLS", "sometimes",
                "SMTP_USER", "me"));
        assertThatThrownBy(() -> new SmtpEmailProvider().open(wrong))
                .isInstanceOfSatisfying(
                        EnvironmentException.class,
                        refused -> assertThat(refused.faults())
                                .extracting(fault -> fault.substring(0, fault.indexOf(':')))
                                .containsExactlyInAnyOrder(
                                        "SMTP_HOST", "SMTP_TLS", "SMTP_PORT", "SMTP_PASSWORD", "DEFAULT_FROM_EMAIL"));
    }

    private static <T> T finish(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    }
}
