package io.milepost.email.provider.smtp;

import io.milepost.email.DomainStatus;
import io.milepost.email.EmailAddress;
import io.milepost.email.EmailException;
import io.milepost.email.EmailTraits;
import io.milepost.email.SendQuota;
import io.milepost.email.SentEmail;
import io.milepost.email.SuppressedEmail;
import io.milepost.email.address.EmailAddresses;
import io.milepost.email.message.OutgoingEmail;
import io.milepost.email.provider.AbstractEmailService;
import io.milepost.email.provider.BlockingCalls;
import io.milepost.email.provider.EmailDefaults;
import io.milepost.email.provider.SendWindow;
import io.milepost.service.Health;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.stream.Stream;

/** Mail by a server that speaks SMTP: one connection for each message. Any thread. */
final class SmtpEmailService extends AbstractEmailService {
    private static final String NAME = "smtp";

    private final SmtpConfig config;
    private final BlockingCalls calls;
    private final ScheduledExecutorService clock;
    private final String sender;

    SmtpEmailService(SmtpConfig config, EmailDefaults defaults) {
        super(new EmailTraits(NAME, config.patience().deadline(), false), defaults);
        this.config = config;
        sender = defaults.from().address();
        calls = new BlockingCalls(NAME, config.patience());
        ScheduledThreadPoolExecutor ticking = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, "milepost-email-smtp-clock");
            thread.setDaemon(true);
            return thread;
        });
        ticking.setRemoveOnCancelPolicy(true);
        clock = ticking;
    }

    @Override
    protected CompletionStage<SentEmail> deliver(OutgoingEmail email) {
        return calls.send(window -> send(email, window));
    }

    private SentEmail send(OutgoingEmail email, SendWindow window) {
        boolean utf8 = addresses(email).anyMatch(address -> !EmailAddresses.isAscii(address));
        Session session = Session.getInstance(config.properties(email.from().address(), utf8, clock));
        SubmittedEmail message = new SubmittedEmail(session, email, window);
        Conversation talk = new Conversation(session);
        try {
            connect(talk);
            if (utf8 && !talk.supportsExtension("SMTPUTF8")) {
                throw new EmailException.UnsupportedAddress(
                        "to: has letters outside ASCII before the @, and the server has no SMTPUTF8", null);
            }
            talk.sendMessage(message, envelope(email));
            return new SentEmail(NAME, message.id());
        } catch (MessagingException e) {
            throw SmtpFailures.of(e, talk, window.isHandedOver(), email::field);
        } finally {
            hangUp(talk);
        }
    }

    private static Stream<String> addresses(OutgoingEmail email) {
        return Stream.of(List.of(email.from()), email.email().replyTo(), email.recipients())
                .flatMap(List::stream)
                .map(EmailAddress::address);
    }

    private static Address[] envelope(OutgoingEmail email) {
        return email.recipients().stream()
                .map(recipient -> {
                    InternetAddress address = new InternetAddress();
                    address.setAddress(recipient.address());
                    return address;
                })
                .toArray(Address[]::new);
    }

    private void connect(Conversation talk) throws MessagingException {
        if (config.login().isPresent()) {
            SmtpConfig.Login login = config.login().get();
            talk.connect(config.host(), config.port(), login.user(), login.password());
            // The library would go on as nobody.
            if (!talk.supportsExtension("AUTH") && !talk.supportsExtension("AUTH=LOGIN")) {
                throw new EmailException.Configuration("SMTP_USER: the server lets nobody log in", null);
            }
        } else {
            talk.connect(config.host(), config.port(), null, null);
        }
    }

    /** What has been said counts, however the talk ends. */
    private static void hangUp(Conversation talk) {
        try {
            talk.close();
        } catch (MessagingException e) {
            // It is over, one way or the other.
        }
    }

    /** Whether the server lets us in. */
    @Override
    public CompletionStage<Health> health() {
        return begin(() -> calls.ask(config.patience().deadline(), () -> {
            Conversation talk = new Conversation(Session.getInstance(config.properties(sender, false, clock)));
            try {
                connect(talk);
                return Health.good("the server lets us in");
            } catch (MessagingException e) {
                throw SmtpFailures.of(e, talk, false, none -> "to");
            } finally {
                hangUp(talk);
            }
        }));
    }

    @Override
    public CompletionStage<DomainStatus> verifyDomain(String domain) {
        return unable("verify domains: whoever runs the server does");
    }

    @Override
    public CompletionStage<List<SuppressedEmail>> getSuppressedEmails() {
        return unable("say who is suppressed");
    }

    @Override
    public CompletionStage<Void> removeSuppressedEmail(String address) {
        return unable("suppress anybody");
    }

    @Override
    public CompletionStage<List<String>> getVerifiedDomains() {
        return unable("say which domains may send");
    }

    @Override
    public CompletionStage<List<String>> getVerifiedEmails() {
        return unable("say which addresses may send");
    }

    @Override
    public CompletionStage<SendQuota> getSendQuota() {
        return begin(() -> CompletableFuture.completedFuture(SendQuota.UNKNOWN));
    }

    @Override
    protected void release() {
        calls.close();
        clock.shutdownNow();
    }
}
