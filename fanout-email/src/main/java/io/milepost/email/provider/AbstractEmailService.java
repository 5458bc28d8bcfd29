package io.milepost.email.provider;

import io.milepost.email.AddressCheck;
import io.milepost.email.BulkResult;
import io.milepost.email.Email;
import io.milepost.email.EmailAddress;
import io.milepost.email.EmailException;
import io.milepost.email.EmailService;
import io.milepost.email.EmailTraits;
import io.milepost.email.SentEmail;
import io.milepost.email.SuppressedEmail;
import io.milepost.email.address.EmailAddresses;
import io.milepost.email.message.OutgoingEmail;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What all providers have in common: a message is checked before the provider sees it, every stage that fails fails with an
 * {@link EmailException}, and after closing nothing is begun. A provider says how one message is delivered. Any thread.
 */
public abstract class AbstractEmailService implements EmailService {
    private final EmailTraits traits;
    private final EmailDefaults defaults;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** A provider with these traits, and what all are configured with. */
    protected AbstractEmailService(EmailTraits traits, EmailDefaults defaults) {
        this.traits = traits;
        this.defaults = defaults;
    }

    /**
     * Hands a message to the provider, once. Must not block. What it throws is what the stage fails with.
     *
     * @return completes when the provider has accepted it; has ended by the traits' deadline, whatever happens
     */
    protected abstract CompletionStage<SentEmail> deliver(OutgoingEmail email);

    /**
     * Why this provider does not write to an address that others do, or null.
     *
     * @param field what the failure begins with
     * @param address in its normal form
     */
    protected @Nullable EmailException unfit(String field, String address) {
        return null;
    }

    /** Whether an address, in its normal form, gets nothing; for providers that know. */
    protected CompletionStage<Optional<SuppressedEmail>> suppressed(String address) {
        return CompletableFuture.completedFuture(Optional.empty());
    }

    /** Gives back what the provider holds. Called once. */
    protected abstract void release();

    @Override
    public final CompletionStage<SentEmail> sendEmail(Email email) {
        return begin(() -> deliver(checked(email)));
    }

    /** A message that this provider may see; what is wrong with one is thrown. */
    protected final OutgoingEmail checked(Email email) {
        OutgoingEmail outgoing = OutgoingEmail.of(email, defaults.from());
        refuseUnfit(outgoing);
        return outgoing;
    }

    private void refuseUnfit(OutgoingEmail email) {
        refuseUnfit("from", email.from().address());
        email.email().replyTo().forEach(address -> refuseUnfit("replyTo", address.address()));
        List<EmailAddress> recipients = email.recipients();
        for (int i = 0; i < recipients.size(); i++) {
            refuseUnfit(email.field(i), recipients.get(i).address());
        }
    }

    private void refuseUnfit(String field, String address) {
        EmailException unfit = unfit(field, address);
        if (unfit != null) {
            throw unfit;
        }
    }

    @Override
    public final CompletionStage<List<BulkResult>> sendBulkEmails(List<Email> emails) {
        return bulk(List.copyOf(emails));
    }

    /** Sends several messages: one by one, unless a provider takes more in a call. Never fails as a whole. */
    protected CompletionStage<List<BulkResult>> bulk(List<Email> emails) {
        return new Bulk(this, emails).send();
    }

    @Override
    public final CompletionStage<SentEmail> sendTemplatedEmail(String template, String to, Map<String, ?> values) {
        return begin(() -> sendEmail(Templated.email(defaults.templates(), template, to, values)));
    }

    @Override
    public final CompletionStage<AddressCheck> validateEmail(String address) {
        return begin(() -> {
            AddressCheck check = EmailAddresses.check(address);
            if (!(check instanceof AddressCheck.Valid valid)) {
                return CompletableFuture.completedFuture(check);
            }
            EmailException unfit = unfit("address", valid.address());
            if (unfit != null) {
                return CompletableFuture.completedFuture(new AddressCheck.Unfit(unfit));
            }
            return suppressed(valid.address())
                    .thenApply(found ->
                            found.<AddressCheck>map(AbstractEmailService::unfit).orElse(valid));
        });
    }

    private static AddressCheck unfit(SuppressedEmail suppressed) {
        return new AddressCheck.Unfit(new EmailException.Rejected(
                "address: is suppressed since " + suppressed.since() + ", " + suppressed.reason(), null));
    }

    @Override
    public final EmailTraits traits() {
        return traits;
    }

    /** Begins an operation, unless it is closed. The stage fails with the {@link EmailException} itself, never wrapped. */
    protected final <T> CompletionStage<T> begin(Supplier<? extends CompletionStage<T>> operation) {
        if (closed.get()) {
            return CompletableFuture.failedFuture(new EmailException.Unavailable("the service is closed", null));
        }
        CompletionStage<T> stage;
        try {
            stage = operation.get();
        } catch (RuntimeException e) {
            stage = CompletableFuture.failedFuture(e);
        }
        CompletableFuture<T> done = new CompletableFuture<>();
        stage.whenComplete((result, failure) -> {
            if (failure == null) {
                done.complete(result);
            } else {
                done.completeExceptionally(known(failure));
            }
        });
        return done;
    }

    /** For operations that a provider does not have. */
    protected final <T> CompletionStage<T> unable(String what) {
        return CompletableFuture.failedFuture(
                new EmailException.Configuration(traits.provider() + " cannot " + what, null));
    }

    /** A domain as providers are asked for it: lower case, Punycode. */
    protected static String domain(String domain) {
        if (EmailAddresses.check("domain", "a@" + domain) instanceof AddressCheck.Valid valid) {
            return valid.address().substring("a@".length());
        }
        throw new EmailException.InvalidAddress("domain: is no domain", null);
    }

    /** An address in its normal form; what is none is refused. */
    protected static String address(String address) {
        AddressCheck check = EmailAddresses.check(address);
        if (check instanceof AddressCheck.Unfit unfit) {
            throw unfit.failure();
        }
        return ((AddressCheck.Valid) check).address();
    }

    private static EmailException known(Throwable failure) {
        Throwable bare = failure;
        while (bare instanceof CompletionException && bare.getCause() != null) {
            bare = bare.getCause();
        }
        // A defect of ours. What it did before it broke is not known.
        return bare instanceof EmailException known
                ? known
                : new EmailException.Unknown("a defect: " + bare.getClass().getName(), bare);
    }

    @Override
    public final void close() {
        if (closed.compareAndSet(false, true)) {
            release();
            defaults.templates().close();
        }
    }
}
