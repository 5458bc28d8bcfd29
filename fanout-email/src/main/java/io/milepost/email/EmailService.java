package io.milepost.email;

import io.milepost.service.Service;
import io.milepost.service.ServiceType;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * Sends mail, whoever carries it. What goes over the network returns a stage at once and never throws; every stage that fails
 * fails with an {@link EmailException}.
 */
public interface EmailService extends Service {
    /** How the registry knows it: {@code email}, chosen by {@code EMAIL_PROVIDER}. */
    static ServiceType<EmailService> type() {
        return EmailType.EMAIL;
    }

    /**
     * Hands one message to the provider. It is tried once: no provider tries again by itself.
     *
     * @return completes when the provider has accepted it
     */
    CompletionStage<SentEmail> sendEmail(Email email);

    /**
     * Hands over several messages, each of which may fare differently. Never fails as a whole.
     *
     * @return completes with one result for each message, in their order
     */
    CompletionStage<List<BulkResult>> sendBulkEmails(List<Email> emails);

    /**
     * Renders a template and sends it.
     *
     * @param template a name among the templates
     * @param to one address, with or without a name is not accepted: {@code ada@example.com}
     * @param values what the template's variables stand for: anything that Jackson writes
     */
    CompletionStage<SentEmail> sendTemplatedEmail(String template, String to, Map<String, ?> values);

    /** Whether an address could be written to: its form, what this provider takes, and whether it is suppressed. */
    CompletionStage<AddressCheck> validateEmail(String address);

    /** Asks the provider to verify a domain to send from, or how far that is. Asking again changes nothing. */
    CompletionStage<DomainStatus> verifyDomain(String domain);

    /** Addresses that get nothing, and why. */
    CompletionStage<List<SuppressedEmail>> getSuppressedEmails();

    /** Lets an address have mail again. Completes when that is so; of one that is not suppressed too. */
    CompletionStage<Void> removeSuppressedEmail(String address);

    /** Domains that may be sent from. */
    CompletionStage<List<String>> getVerifiedDomains();

    /** Single addresses that may be sent from. */
    CompletionStage<List<String>> getVerifiedEmails();

    /** How much the provider takes; {@link SendQuota#UNKNOWN} if it does not say. Asked at most once a minute. */
    CompletionStage<SendQuota> getSendQuota();

    /** What whoever sends has to know of this provider. */
    EmailTraits traits();
}
