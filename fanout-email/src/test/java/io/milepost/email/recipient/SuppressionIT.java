package io.milepost.email.recipient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.milepost.email.AddressCheck;
import io.milepost.email.BulkResult;
import io.milepost.email.Email;
import io.milepost.email.EmailException;
import io.milepost.email.SuppressedEmail;
import io.milepost.email.SuppressedEmail.Reason;
import io.milepost.email.address.RecipientId;
import io.milepost.email.feedback.Feedback.Kind;
import io.milepost.email.provider.mock.MockEmailService;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Suppressed addresses, ours and a provider's. */
class SuppressionIT {
    private static final Duration SOON = Duration.ofSeconds(90);
    private static final InstantSource CLOCK = InstantSource.system();

    private final Town town = new Town();
    private final MockEmailService provider = new MockEmailService();
    private final SuppressingEmailService service =
            new SuppressingEmailService(provider, town.recipients(), town.notices(), CLOCK);

    @AfterEach
    void close() {
        service.close();
        town.close();
    }

    @Test
    void whoIsSuppressedHereIsRefusedBeforeTheProviderIsAsked() {
        suppressAda();
        Email toAda = Email.of("Ada@example.com", "s", null, "t");
        Email toBob = Email.of("bob@example.com", "s", null, "t");
        assertThat(refusal(service.sendEmail(toAda))).hasMessage("to[0]: suppressed (hard_bounce)");
        assertThat(refusal(service.sendTemplatedEmail("welcome", "ada@EXAMPLE.com", Map.of())))
                .hasMessage("to: suppressed (hard_bounce)");
        List<BulkResult> bulk = join(service.sendBulkEmails(List.of(toBob, toAda, toBob)));
        assertThat(bulk)
                .extracting(result -> result.getClass().getSimpleName())
                .containsExactly("Sent", "Failed", "Sent");
        assertThat(join(service.sendBulkEmails(List.of(toAda)))).hasOnlyElementsOfType(BulkResult.Failed.class);
        assertThat(provider.inbox().messages()).hasSize(2);
        assertThat(join(service.validateEmail("ada@example.com")))
                .isInstanceOfSatisfying(
                        AddressCheck.Unfit.class,
                        unfit -> assertThat(unfit.failure()).hasMessage("address: suppressed (hard_bounce)"));
        assertThat(join(service.validateEmail("bob@example.com"))).isInstanceOf(AddressCheck.Valid.class);
        assertThat(refusal(service.sendEmail(Email.of("nobody", "s", null, "t"))))
                .isInstanceOf(EmailException.InvalidAddress.class);
    }

    @Test
    void bothListsAreOneAndOursHasTheLastWord() {
        suppressAda();
        provider.suppress("ada@example.com", Reason.COMPLAINT);
        provider.suppress("bob@example.com", Reason.COMPLAINT);
        assertThat(join(service.getSuppressedEmails()))
                .extracting(SuppressedEmail::address, SuppressedEmail::reason)
                .containsExactlyInAnyOrder(
                        tuple("ada@example.com", Reason.HARD_BOUNCE), tuple("bob@example.com", Reason.COMPLAINT));
        provider.failNext(new EmailException.Configuration("it has no list", null));
        assertThat(join(service.getSuppressedEmails())).hasSize(1);
        provider.failNext(new EmailException.Unavailable("not now", null));
        assertThat(refusal(service.getSuppressedEmails())).isInstanceOf(EmailException.Unavailable.class);
    }

    @Test
    void whatIsRemovedIsRemovedHereAndThere() {
        suppressAda();
        provider.suppress("ada@example.com", Reason.COMPLAINT);
        join(service.removeSuppressedEmail("ADA@example.com"));
        await().atMost(SOON).until(() -> join(service.getSuppressedEmails()).isEmpty());
        join(service.sendEmail(Email.of("ada@example.com", "s", null, "t")));
        join(service.removeSuppressedEmail("nobody.knows@example.com"));
        assertThat(refusal(service.removeSuppressedEmail("no address")))
                .isInstanceOf(EmailException.InvalidAddress.class);
    }

    @Test
    @SuppressWarnings("try") // they run beside
    void whatOnlyTheProviderKnowsIsLearntAndWhatWasLiftedHereIsLiftedThere() {
        for (int i = 0; i < 25; i++) {
            provider.suppress("a" + i + "@example.com", Reason.HARD_BOUNCE);
        }
        provider.suppress("ada@example.com", Reason.COMPLAINT);
        write(new Notice.Lifted("ada@example.com", Instant.now().plusSeconds(5)));
        await().atMost(SOON).until(() -> town.recipients().size() == 1);
        try (Reconciliation running =
                new Reconciliation(provider, town.recipients(), town.notices(), Duration.ofHours(1), CLOCK)) {
            await().atMost(SOON)
                    .until(() -> town.recipients().suppressed(Instant.now()).size() == 25);
            await().atMost(SOON)
                    .until(() -> join(provider.getSuppressedEmails()).size() == 25);
        }
        // The states are there before the owner says which notices it has taken.
        await().atMost(SOON).until(() -> town.owner().notices().size() == 26);
        try (Reconciliation again =
                new Reconciliation(provider, town.recipients(), town.notices(), Duration.ofMillis(50), CLOCK)) {
            provider.suppress("b@example.com", Reason.COMPLAINT);
            await().atMost(SOON)
                    .until(() -> town.recipients().suppressed(Instant.now()).size() == 26);
        }
        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(town.owner().notices().stream().distinct()).hasSize(27));
    }

    private void suppressAda() {
        write(RecipientStateTest.told(Kind.HARD_BOUNCE, 0));
        await().atMost(SOON).until(() -> town.recipients().size() == 1);
    }

    private void write(Notice notice) {
        join(town.notices().write(RecipientId.of("ada@example.com").value(), notice));
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    }

    private static Throwable refusal(CompletionStage<?> stage) {
        try {
            join(stage);
        } catch (CompletionException e) {
            return e.getCause();
        }
        throw new AssertionError("it did not fail");
    }
}
