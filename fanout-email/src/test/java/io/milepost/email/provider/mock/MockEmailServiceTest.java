package io.milepost.email.provider.mock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milepost.email.AddressCheck;
import io.milepost.email.BulkResult;
import io.milepost.email.Email;
import io.milepost.email.EmailException;
import io.milepost.email.EmailService;
import io.milepost.email.SentEmail;
import io.milepost.email.SuppressedEmail;
import io.milepost.email.SuppressedEmail.Reason;
import io.milepost.service.Environment;
import io.milepost.service.EnvironmentException;
import io.milepost.service.ServiceProvider;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MockEmailServiceTest {
    private static final Email EMAIL = Email.of("ada@example.com", "s", null, "x");

    @Test
    void whatIsSentLiesInTheInbox() {
        try (MockEmailService mock = new MockEmailService()) {
            SentEmail sent = finish(mock.sendEmail(EMAIL));
            finish(mock.sendEmail(Email.of("bob@example.com", "second", null, "x")));
            assertThat(mock.inbox().find(sent.messageId())).hasValueSatisfying(message -> {
                assertThat(message.email().to().get(0).address()).isEqualTo("ada@example.com");
                assertThat(message.email().from()).isNotNull();
            });
            assertThat(mock.inbox().newestFirst())
                    .extracting(message -> message.email().subject())
                    .containsExactly("second", "s");
            mock.inbox().clear();
            assertThat(mock.inbox().messages()).isEmpty();
        }
    }

    @Test
    void theInboxKeepsTheNewest() {
        try (MockEmailService mock = new MockEmailService()) {
            List<Email> emails = IntStream.range(0, 1_500)
                    .mapToObj(n -> Email.of("ada@example.com", "s" + n, null, "x"))
                    .toList();
            assertThat(finish(mock.sendBulkEmails(emails))).allMatch(BulkResult.Sent.class::isInstance);
            assertThat(mock.inbox().messages()).hasSize(1_000);
            assertThat(mock.inbox().newestFirst().get(0).email().subject()).isEqualTo("s1499");
            for (int i = 0; i < 12; i++) {
                finish(mock.sendEmail(Email.of("ada@example.com", "large", null, "x".repeat(6_000_000))));
            }
            assertThat(mock.inbox().messages()).hasSize(10);
        }
    }

    @Test
    void failuresAskedForComeOnceEachAndDoNothing() {
        try (MockEmailService mock = new MockEmailService()) {
            EmailException limited = new EmailException.RateLimited("slow down", Duration.ofSeconds(3), null);
            mock.failNext(limited);
            CompletableFuture<SentEmail> failed = mock.sendEmail(EMAIL).toCompletableFuture();
            assertThatThrownBy(failed::join).hasCause(limited);
            finish(mock.sendEmail(EMAIL));
            assertThat(mock.inbox().messages()).hasSize(1);
        }
    }

    @Test
    void chanceIsTheSameForTheSameSeed() {
        assertThat(outcomes(7)).isEqualTo(outcomes(7)).isNotEqualTo(outcomes(8));
        assertThat(outcomes(7)).filteredOn(failed -> failed).hasSizeBetween(100, 300);
    }

    private static List<Boolean> outcomes(long seed) {
        try (MockEmailService mock = new MockEmailService(new MockConfig(seed, 0.2, Duration.ZERO))) {
            return IntStream.range(0, 1_000)
                    .mapToObj(n -> mock.sendEmail(EMAIL).toCompletableFuture().isCompletedExceptionally())
                    .toList();
        }
    }

    @Test
    void delaysEndAndWhatIsUnderWayWhenItClosesFails() {
        try (MockEmailService mock = new MockEmailService(new MockConfig(7, 0, Duration.ofMillis(20)))) {
            finish(mock.sendBulkEmails(Collections.nCopies(50, EMAIL)));
            assertThat(mock.inbox().messages()).hasSize(50);
        }
        MockEmailService slow = new MockEmailService(new MockConfig(7, 0, Duration.ofMinutes(1)));
        CompletableFuture<SentEmail> sending = slow.sendEmail(EMAIL).toCompletableFuture();
        slow.close();
        assertThatThrownBy(sending::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(EmailException.Unavailable.class);
        assertThat(slow.inbox().messages()).isEmpty();
    }

    @Test
    void whoMaySendCanBeAskedFor() {
        try (MockEmailService mock = new MockEmailService()) {
            mock.requireVerifiedSenders(true);
            assertThatThrownBy(() -> finish(mock.sendEmail(EMAIL)))
                    .hasCauseInstanceOf(EmailException.Configuration.class);
            assertThat(finish(mock.verifyDomain("Milepost.example")).verified()).isFalse();
            assertThat(finish(mock.getVerifiedDomains())).isEmpty();
            mock.confirmDomain("milepost.example");
            finish(mock.sendEmail(EMAIL));
            assertThat(finish(mock.verifyDomain("milepost.example")).verified()).isTrue();
            assertThat(finish(mock.getVerifiedDomains())).containsExactly("milepost.example");
            mock.forgetSender("milepost.example");
            mock.confirmEmail("noreply@milepost.example");
            finish(mock.sendEmail(EMAIL));
            assertThat(finish(mock.getVerifiedEmails())).containsExactly("noreply@milepost.example");
        }
    }

    @Test
    void suppressedAddressesGetNothing() {
        try (MockEmailService mock = new MockEmailService()) {
            mock.suppress("ada@example.com", Reason.COMPLAINT);
            assertThatThrownBy(() -> finish(mock.sendEmail(EMAIL))).hasCauseInstanceOf(EmailException.Rejected.class);
            assertThat(finish(mock.validateEmail("ada@example.com"))).isInstanceOf(AddressCheck.Unfit.class);
            assertThat(finish(mock.getSuppressedEmails()))
                    .extracting(SuppressedEmail::reason)
                    .containsExactly(Reason.COMPLAINT);
            finish(mock.removeSuppressedEmail("ada@example.com"));
            finish(mock.sendEmail(EMAIL));
        }
    }

    @Test
    void everyTemplateExists() {
        try (MockEmailService mock = new MockEmailService()) {
            finish(mock.sendTemplatedEmail("welcome", "ada@example.com", Map.of("name", "<Ada>")));
            Email email = mock.inbox().messages().get(0).email();
            assertThat(email.subject()).isEqualTo("welcome");
            assertThat(email.text()).isEqualTo("{\"name\":\"<Ada>\"}");
            assertThat(email.html()).contains("&lt;Ada>");
            assertThatThrownBy(() -> finish(mock.sendTemplatedEmail("welcome", "nobody", Map.of())))
                    .hasCauseInstanceOf(EmailException.InvalidAddress.class);
            assertThatThrownBy(() ->
                            finish(mock.sendTemplatedEmail("welcome", "ada@example.com", Map.of("it", new Object()))))
                    .hasCauseInstanceOf(EmailException.Rejected.class)
                    .hasMessageContaining("values: ");
        }
    }

    @Test
    void itsVariablesAreCheckedAllAtOnce() {
        Environment wrong = new Environment(Map.of(
                "MOCK_SEED", "seven",
                "MOCK_FAILURE_RATE", "1.5",
                "MOCK_MAX_DELAY_MS", "-1",
                "DEFAULT_FROM_EMAIL", "Nobody <nobody>"));
        assertThatThrownBy(() -> new MockEmailProvider().open(wrong))
                .isInstanceOfSatisfying(
                        EnvironmentException.class,
                        refused -> assertThat(refused.faults())
                                .containsExactly(
                                        "MOCK_SEED: \"seven\" is no whole number",
                                        "MOCK_FAILURE_RATE: \"1.5\" is not from 0 to 1",
                                        "MOCK_MAX_DELAY_MS: \"-1\" is not from 0 to 60000",
                                        "DEFAULT_FROM_EMAIL: an address is expected, such as noreply@example.com or"
                                                + " Name <noreply@example.com>"));
    }

    @Test
    void theSenderMayHaveAName() {
        Environment named = new Environment(Map.of("DEFAULT_FROM_EMAIL", "\"Mile Quest\" <noreply@example.com>"));
        try (MockEmailService mock = (MockEmailService) new MockEmailProvider().open(named)) {
            finish(mock.sendEmail(EMAIL));
            assertThat(mock.inbox().messages().get(0).email().from().name()).isEqualTo("Mile Quest");
            assertThat(mock.inbox().messages().get(0).email().from().address()).isEqualTo("noreply@example.com");
        }
    }

    @Test
    void theProvidersAreFoundByTheirNames() {
        assertThat(ServiceLoader.load(ServiceProvider.class).stream()
                        .<ServiceProvider<?>>map(ServiceLoader.Provider::get)
                        .filter(provider -> provider.type().equals(EmailService.type()))
                        .map(provider -> provider.name()))
                .contains("mock", "ses", "smtp");
    }

    private static <T> T finish(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    }
}
