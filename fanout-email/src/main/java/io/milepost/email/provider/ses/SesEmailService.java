package io.milepost.email.provider.ses;

import io.milepost.email.DomainStatus;
import io.milepost.email.EmailAddress;
import io.milepost.email.EmailException;
import io.milepost.email.EmailTraits;
import io.milepost.email.SendQuota;
import io.milepost.email.SentEmail;
import io.milepost.email.SuppressedEmail;
import io.milepost.email.address.EmailAddresses;
import io.milepost.email.message.MimeEmail;
import io.milepost.email.message.OutgoingEmail;
import io.milepost.email.provider.AbstractEmailService;
import io.milepost.email.provider.EmailDefaults;
import io.milepost.email.provider.Remembered;
import io.milepost.service.Health;
import jakarta.mail.Session;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sesv2.model.MessageTag;
import software.amazon.awssdk.services.sesv2.model.SendEmailRequest;

/** Mail by Amazon SES. A message goes out as MIME of ours, so that every header gets through. Any thread. */
final class SesEmailService extends AbstractEmailService {
    private static final String NAME = "ses";

    private final SesConfig config;
    private final SesCalls calls;
    private final SesIdentities identities;
    private final SesSuppressions suppressions;
    private final SesAccount account;
    private final SesSandbox sandbox;
    private final Remembered<SendQuota> quota;
    private final Session session = Session.getInstance(new Properties());

    SesEmailService(SesConfig config, EmailDefaults defaults) {
        super(new EmailTraits(NAME, deadline(config), false), defaults);
        this.config = config;
        calls = new SesCalls(config);
        identities = new SesIdentities(calls);
        suppressions = new SesSuppressions(calls);
        account = new SesAccount(calls, config.sandbox());
        sandbox = new SesSandbox(identities);
        quota = new Remembered<>(Duration.ofMinutes(1), account::quota);
    }

    /** In the sandbox, a question may come before. */
    private static Duration deadline(SesConfig config) {
        Duration sending = config.patience().deadline();
        return config.sandbox() ? sending.plus(SesCalls.ASKING) : sending;
    }

    @Override
    protected @Nullable EmailException unfit(String field, String address) {
        return EmailAddresses.isAscii(address)
                ? null
                : new EmailException.UnsupportedAddress(
                        field + ": has letters outside ASCII before the @, which SES does not write to", null);
    }

    @Override
    protected CompletionStage<SentEmail> deliver(OutgoingEmail email) {
        SendEmailRequest request = request(email);
        return config.sandbox() ? sandbox.admit(email.recipients()).thenCompose(ok -> send(request)) : send(request);
    }

    private CompletionStage<SentEmail> send(SendEmailRequest request) {
        return calls.send(ses -> {
            String id = ses.sendEmail(request).messageId();
            if (id == null || id.isBlank()) {
                throw new EmailException.Unknown("SES gave no answer that could be read", null);
            }
            return new SentEmail(NAME, id);
        });
    }

    private SendEmailRequest request(OutgoingEmail email) {
        byte[] raw = new MimeEmail(session, email).bytes();
        SendEmailRequest.Builder request = SendEmailRequest.builder()
                .fromEmailAddress(email.from().address())
                .destination(to -> to.toAddresses(bare(email.email().to()))
                        .ccAddresses(bare(email.email().cc()))
                        .bccAddresses(bare(email.email().bcc())))
                .content(content -> content.raw(message -> message.data(SdkBytes.fromByteArrayUnsafe(raw))));
        if (!email.email().tags().isEmpty()) {
            request.emailTags(email.email().tags().entrySet().stream()
                    .map(tag -> MessageTag.builder()
                            .name(tag.getKey())
                            .value(tag.getValue())
                            .build())
                    .toList());
        }
        config.configurationSet().ifPresent(request::configurationSetName);
        return request.build();
    }

    private static List<String> bare(List<EmailAddress> addresses) {
        return addresses.stream().map(EmailAddress::address).toList();
    }

    @Override
    protected CompletionStage<Optional<SuppressedEmail>> suppressed(String address) {
        return suppressions.find(address);
    }

    @Override
    public CompletionStage<DomainStatus> verifyDomain(String domain) {
        return begin(() -> identities.verify(domain(domain)));
    }

    @Override
    public CompletionStage<List<SuppressedEmail>> getSuppressedEmails() {
        return begin(suppressions::all);
    }

    @Override
    public CompletionStage<Void> removeSuppressedEmail(String address) {
        return begin(() -> suppressions.remove(address(address)));
    }

    @Override
    public CompletionStage<List<String>> getVerifiedDomains() {
        return begin(identities::domains);
    }

    @Override
    public CompletionStage<List<String>> getVerifiedEmails() {
        return begin(identities::emails);
    }

    @Override
    public CompletionStage<SendQuota> getSendQuota() {
        return begin(quota::get);
    }

    /** Whether the account may send. */
    @Override
    public CompletionStage<Health> health() {
        return begin(account::health);
    }

    @Override
    protected void release() {
        calls.close();
    }
}
