package io.milepost.email.recipient;

import io.milepost.email.AddressCheck;
import io.milepost.email.BulkResult;
import io.milepost.email.DomainStatus;
import io.milepost.email.Email;
import io.milepost.email.EmailAddress;
import io.milepost.email.EmailException;
import io.milepost.email.EmailService;
import io.milepost.email.EmailTraits;
import io.milepost.email.SendQuota;
import io.milepost.email.SentEmail;
import io.milepost.email.SuppressedEmail;
import io.milepost.email.address.RecipientId;
import io.milepost.service.Health;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A provider's email service that asks our own recipients first: whoever is suppressed there is refused before the provider is
 * called. Of two entries for one address ours is shown, not the provider's.
 */
public final class SuppressingEmailService implements EmailService {
    private final EmailService provider;
    private final Recipients recipients;
    private final NoticeWriter notices;
    private final InstantSource clock;

    /**
     * Around a provider's service, which it closes with itself; neither the recipients nor the writer.
     *
     * @param notices where it is told that a suppression is lifted
     */
    public SuppressingEmailService(
            EmailService provider, Recipients recipients, NoticeWriter notices, InstantSource clock) {
        this.provider = provider;
        this.recipients = recipients;
        this.notices = notices;
        this.clock = clock;
    }

    @Override
    public CompletionStage<SentEmail> sendEmail(Email email) {
        EmailException no = refusal(email);
        return no == null ? provider.sendEmail(email) : CompletableFuture.failedFuture(no);
    }

    @Override
    public CompletionStage<List<BulkResult>> sendBulkEmails(List<Email> emails) {
        List<@Nullable EmailException> refusals = new ArrayList<>();
        List<Email> allowed = new ArrayList<>();
        for (Email email : emails) {
            EmailException no = refusal(email);
            refusals.add(no);
            if (no == null) {
                allowed.add(email);
            }
        }
        if (allowed.isEmpty()) {
            return CompletableFuture.completedFuture(merged(refusals, List.of()));
        }
        return provider.sendBulkEmails(allowed).thenApply(results -> merged(refusals, results));
    }

    /** Puts the provider's results where nothing was refused. */
    private static List<BulkResult> merged(List<@Nullable EmailException> refusals, List<BulkResult> results) {
        List<BulkResult> merged = new ArrayList<>();
        int next = 0;
        for (EmailException no : refusals) {
            merged.add(no == null ? results.get(next++) : new BulkResult.Failed(no));
        }
        return List.copyOf(merged);
    }

    @Override
    public CompletionStage<SentEmail> sendTemplatedEmail(String template, String to, Map<String, ?> values) {
        EmailException no = recipients.isReady() ? refusal("to", to) : unready();
        return no == null ? provider.sendTemplatedEmail(template, to, values) : CompletableFuture.failedFuture(no);
    }

    @Override
    public CompletionStage<AddressCheck> validateEmail(String address) {
        return provider.validateEmail(address).thenApply(check -> {
            EmailException no = check instanceof AddressCheck.Valid valid ? refusal("address", valid.address()) : null;
            return no == null ? check : new AddressCheck.Unfit(no);
        });
    }

    private @Nullable EmailException refusal(Email email) {
        if (!recipients.isReady()) {
            return unready();
        }
        EmailException no = refusal("to", email.to());
        no = no == null ? refusal("cc", email.cc()) : no;
        return no == null ? refusal("bcc", email.bcc()) : no;
    }

    private static EmailException unready() {
        return new EmailException.Unavailable("it is not known yet who is suppressed", null);
    }

    private @Nullable EmailException refusal(String field, List<EmailAddress> addresses) {
        for (int i = 0; i < addresses.size(); i++) {
            EmailException no = refusal(field + "[" + i + "]", addresses.get(i).address());
            if (no != null) {
                return no;
            }
        }
        return null;
    }

    /** What is no address is for the provider to refuse. */
    private @Nullable EmailException refusal(String field, String address) {
        return id(address)
                .flatMap(id -> recipients.state(id).suppression(clock.instant()))
                .map(suppressed -> new EmailException.Rejected(
                        field + ": suppressed (" + Fields.word(suppressed.reason()) + ")", null))
                .orElse(null);
    }

    private static Optional<String> id(String address) {
        try {
            return Optional.of(RecipientId.of(address).value());
        } catch (EmailException e) {
            return Optional.empty();
        }
    }

    @Override
    public CompletionStage<List<SuppressedEmail>> getSuppressedEmails() {
        return recipients
                .ready()
                .thenCompose(ready ->
                        orIfMissing(provider.getSuppressedEmails(), () -> CompletableFuture.completedFuture(List.of())))
                .thenApply(theirs -> SuppressionLists.joined(recipients.suppressed(clock.instant()), theirs));
    }

    /**
     * Lets an address have mail again, here and at the provider. Completes when Kafka has the one and the provider has done the
     * other; it holds here as soon as the recipient's owner has read it.
     */
    @Override
    public CompletionStage<Void> removeSuppressedEmail(String address) {
        String id;
        try {
            id = RecipientId.of(address).value();
        } catch (EmailException e) {
            return CompletableFuture.failedFuture(e);
        }
        // The provider may have it as it was written then.
        String known = recipients.state(id).address();
        return notices.write(id, new Notice.Lifted(address, clock.instant()))
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(
                        new EmailException.Unavailable("Kafka has not taken it: try again", failure)))
                .thenCompose(written -> lift(address))
                .thenCompose(
                        lifted -> known.isEmpty() || known.equals(address) ? CompletableFuture.allOf() : lift(known));
    }

    private CompletionStage<Void> lift(String address) {
        return orIfMissing(provider.removeSuppressedEmail(address), CompletableFuture::allOf);
    }

    /** What there is if the provider does not have such an operation. */
    private static <T> CompletionStage<T> orIfMissing(
            CompletionStage<T> asked, Supplier<CompletionStage<T>> otherwise) {
        return asked.exceptionallyCompose(failure -> {
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            return cause instanceof EmailException.Configuration
                    ? otherwise.get()
                    : CompletableFuture.failedFuture(failure);
        });
    }

    @Override
    public CompletionStage<Health> health() {
        Optional<String> trouble = recipients.trouble();
        return trouble.isPresent() ? CompletableFuture.completedFuture(Health.bad(trouble.get())) : provider.health();
    }

    @Override
    public CompletionStage<DomainStatus> verifyDomain(String domain) {
        return provider.verifyDomain(domain);
    }

    @Override
    public CompletionStage<List<String>> getVerifiedDomains() {
        return provider.getVerifiedDomains();
    }

    @Override
    public CompletionStage<List<String>> getVerifiedEmails() {
        return provider.getVerifiedEmails();
    }

    @Override
    public CompletionStage<SendQuota> getSendQuota() {
        return provider.getSendQuota();
    }

    @Override
    public EmailTraits traits() {
        return provider.traits();
    }

    @Override
    public void close() {
        provider.close();
    }
}
