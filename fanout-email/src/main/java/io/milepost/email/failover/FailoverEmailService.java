package io.milepost.email.failover;

import io.milepost.email.AddressCheck;
import io.milepost.email.BulkResult;
import io.milepost.email.DomainStatus;
import io.milepost.email.Email;
import io.milepost.email.EmailService;
import io.milepost.email.EmailTraits;
import io.milepost.email.SendQuota;
import io.milepost.email.SentEmail;
import io.milepost.email.SuppressedEmail;
import io.milepost.service.Health;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Two providers of mail, of which the second stands by. One message goes to one of them: what has failed there fails here, and
 * may go to the other when it is tried again, unless it may have been sent. Everything but mail goes to whom mail goes to. Any
 * thread.
 */
final class FailoverEmailService implements EmailService {
    private final EmailService first;
    private final EmailService second;
    private final Switch at;
    private final Pins pins = new Pins();

    FailoverEmailService(EmailService first, EmailService second, Switch at) {
        this.first = first;
        this.second = second;
        this.at = at;
    }

    /** Whom new mail goes to. Asks the first how it is, if it is time to. */
    private EmailService current() {
        if (at.probeDue()) {
            first.health().whenComplete((health, failure) -> {
                if (health != null && health.ok()) {
                    at.well();
                }
            });
        }
        return at.atSecond() ? second : first;
    }

    @Override
    public CompletionStage<SentEmail> sendEmail(Email email) {
        EmailService service = pins.of(email).orElseGet(this::current);
        return noted(service.sendEmail(email), failure -> note(email, service, failure));
    }

    /** Messages that are bound to one provider go there, all others to the current one. */
    @Override
    public CompletionStage<List<BulkResult>> sendBulkEmails(List<Email> emails) {
        EmailService now = current();
        List<EmailService> services =
                emails.stream().map(email -> pins.of(email).orElse(now)).toList();
        return new Split(emails, services).send(this::note);
    }

    private void note(Email email, EmailService service, @Nullable Throwable failure) {
        pins.note(email, service, failure);
        note(service, failure);
    }

    private void note(EmailService service, @Nullable Throwable failure) {
        if (service == first) {
            at.first(failure);
        }
    }

    @Override
    public CompletionStage<SentEmail> sendTemplatedEmail(String template, String to, Map<String, ?> values) {
        EmailService service = current();
        return noted(service.sendTemplatedEmail(template, to, values), failure -> note(service, failure));
    }

    /** The same stage, which ends only after note has been taken: whoever tries again finds what was noted. */
    private static CompletionStage<SentEmail> noted(
            CompletionStage<SentEmail> sending, Consumer<@Nullable Throwable> note) {
        CompletableFuture<SentEmail> done = new CompletableFuture<>();
        sending.whenComplete((sent, wrapped) -> {
            Throwable failure = wrapped instanceof CompletionException ? wrapped.getCause() : wrapped;
            note.accept(failure);
            if (failure == null) {
                done.complete(sent);
            } else {
                done.completeExceptionally(failure);
            }
        });
        return done;
    }

    @Override
    public CompletionStage<AddressCheck> validateEmail(String address) {
        return current().validateEmail(address);
    }

    @Override
    public CompletionStage<DomainStatus> verifyDomain(String domain) {
        return current().verifyDomain(domain);
    }

    @Override
    public CompletionStage<List<SuppressedEmail>> getSuppressedEmails() {
        return current().getSuppressedEmails();
    }

    @Override
    public CompletionStage<Void> removeSuppressedEmail(String address) {
        return current().removeSuppressedEmail(address);
    }

    @Override
    public CompletionStage<List<String>> getVerifiedDomains() {
        return current().getVerifiedDomains();
    }

    @Override
    public CompletionStage<List<String>> getVerifiedEmails() {
        return current().getVerifiedEmails();
    }

    @Override
    public CompletionStage<SendQuota> getSendQuota() {
        return current().getSendQuota();
    }

    /** The first one's name. What one provider drops as a double the other does not know of, so that none are dropped. */
    @Override
    public EmailTraits traits() {
        Duration one = first.traits().deadline();
        Duration other = second.traits().deadline();
        return new EmailTraits(first.traits().provider(), one.compareTo(other) > 0 ? one : other, false);
    }

    @Override
    public CompletionStage<Health> health() {
        EmailService service = current();
        String name = service.traits().provider();
        return service.health().thenApply(health -> new Health(health.ok(), name + ": " + health.detail()));
    }

    @Override
    public void close() {
        try {
            first.close();
        } finally {
            second.close();
        }
    }
}
