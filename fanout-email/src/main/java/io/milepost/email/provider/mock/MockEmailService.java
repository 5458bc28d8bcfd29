package io.milepost.email.provider.mock;

import io.milepost.email.DomainStatus;
import io.milepost.email.EmailAddress;
import io.milepost.email.EmailException;
import io.milepost.email.EmailTraits;
import io.milepost.email.SendQuota;
import io.milepost.email.SentEmail;
import io.milepost.email.SuppressedEmail;
import io.milepost.email.message.OutgoingEmail;
import io.milepost.email.provider.AbstractEmailService;
import io.milepost.email.provider.EmailDefaults;
import io.milepost.email.template.Rendered;
import io.milepost.service.Health;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Mail that goes to nobody. What is sent lies in {@link #inbox}; failures and delays come as {@link MockConfig} and
 * {@link #failNext} say. Any thread.
 *
 * <p>Without templates of its own, every template exists: its subject is its name, and both parts are its values as JSON.
 */
public final class MockEmailService extends AbstractEmailService {
    private static final String NAME = "mock";

    private final Inbox inbox = new Inbox();
    private final Senders senders = new Senders();
    private final Map<String, SuppressedEmail> suppressed = new ConcurrentHashMap<>();
    private final MockNetwork network;
    private volatile SendQuota quota = SendQuota.UNKNOWN;

    /** A reliable one that answers at once. */
    public MockEmailService() {
        this(MockConfig.RELIABLE);
    }

    /** One that behaves so. */
    public MockEmailService(MockConfig config) {
        this(
                config,
                new EmailDefaults(
                        EmailAddress.of("noreply@milepost.example"),
                        (template, locale, values) -> new Rendered(
                                template, "<pre>" + escaped(values.toString()) + "</pre>", values.toString())));
    }

    MockEmailService(MockConfig config, EmailDefaults defaults) {
        super(new EmailTraits(NAME, config.maxDelay().plusSeconds(1), false), defaults);
        network = new MockNetwork(config);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }

    /** What has been sent. */
    public Inbox inbox() {
        return inbox;
    }

    /** The next operation over the network fails so, and does nothing. Several such calls stand in line. */
    public void failNext(EmailException failure) {
        network.failNext(failure);
    }

    /** From now on, only verified domains and addresses may send; or anybody, as at first. */
    public void requireVerifiedSenders(boolean required) {
        senders.require(required);
    }

    /** The domain's owner has done what {@link #verifyDomain} told. */
    public void confirmDomain(String domain) {
        senders.confirm(domain(domain));
    }

    /** The address's owner has followed the link in the mail. */
    public void confirmEmail(String address) {
        senders.confirmEmail(address(address));
    }

    /** A domain or an address may send no more. */
    public void forgetSender(String domainOrAddress) {
        senders.forget(domainOrAddress.contains("@") ? address(domainOrAddress) : domain(domainOrAddress));
    }

    /** An address gets nothing from now on: mail to it is rejected. */
    public void suppress(String address, SuppressedEmail.Reason reason) {
        String normal = address(address);
        suppressed.put(normal, new SuppressedEmail(normal, reason, Instant.now(), null));
    }

    /** What {@link #getSendQuota} tells. */
    public void quota(SendQuota quota) {
        this.quota = quota;
    }

    @Override
    protected CompletionStage<SentEmail> deliver(OutgoingEmail email) {
        return network.send(() -> {
            if (!senders.maySend(email.from().address())) {
                throw new EmailException.Configuration("from: neither the address nor its domain is verified", null);
            }
            if (email.recipients().stream().anyMatch(to -> suppressed.containsKey(to.address()))) {
                throw new EmailException.Rejected("to: is suppressed", null);
            }
            String id = UUID.randomUUID().toString();
            inbox.add(new Inbox.Message(id, Instant.now(), email.email()));
            return new SentEmail(NAME, id);
        });
    }

    @Override
    protected CompletionStage<Optional<SuppressedEmail>> suppressed(String address) {
        return network.send(() -> Optional.ofNullable(suppressed.get(address)));
    }

    @Override
    public CompletionStage<DomainStatus> verifyDomain(String domain) {
        return begin(() -> {
            String normal = domain(domain);
            return network.send(() -> senders.ask(normal));
        });
    }

    @Override
    public CompletionStage<List<SuppressedEmail>> getSuppressedEmails() {
        return begin(() -> network.send(() -> List.copyOf(suppressed.values())));
    }

    @Override
    public CompletionStage<Void> removeSuppressedEmail(String address) {
        return begin(() -> {
            String normal = address(address);
            return network.<Void>send(() -> {
                suppressed.remove(normal);
                return null;
            });
        });
    }

    @Override
    public CompletionStage<List<String>> getVerifiedDomains() {
        return begin(() -> network.send(senders::domains));
    }

    @Override
    public CompletionStage<List<String>> getVerifiedEmails() {
        return begin(() -> network.send(senders::emails));
    }

    @Override
    public CompletionStage<SendQuota> getSendQuota() {
        return begin(() -> network.send(() -> quota));
    }

    @Override
    public CompletionStage<Health> health() {
        return begin(() -> network.send(() -> Health.good("a mock: nothing is sent to anybody")));
    }

    @Override
    protected void release() {
        network.close();
    }
}
