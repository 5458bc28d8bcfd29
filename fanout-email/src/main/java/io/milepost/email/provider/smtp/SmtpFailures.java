package io.milepost.email.provider.smtp;

import io.milepost.email.EmailException;
import io.milepost.email.address.EmailAddresses;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import java.time.Duration;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server's refusals mean, and what it means when it says nothing:
 *
 * <table>
 * <caption>Each row is a row of {@code SmtpFailuresTest}</caption>
 * <tr><th>SMTP</th><th>here</th></tr>
 * <tr><td>450, 452, enhanced 4.7.x, or words about rates</td><td>RateLimited</td></tr>
 * <tr><td>other 4xx</td><td>Unavailable</td></tr>
 * <tr><td>530, 534, 535, 538 anywhere; 5xx before the sender</td><td>Configuration</td></tr>
 * <tr><td>5xx to the sender, but 552</td><td>Configuration</td></tr>
 * <tr><td>550, 551, 553, 501, 556 to a recipient, unless the enhanced code is none of 5.1.x</td><td>InvalidAddress</td></tr>
 * <tr><td>other 5xx to a recipient; 5xx to the message, also after its final dot</td><td>Rejected</td></tr>
 * <tr><td>no TLS where it must be; no way to log in</td><td>Configuration</td></tr>
 * <tr><td>no answer, connection closed, TLS that fails: before the final dot</td><td>Unavailable</td></tr>
 * <tr><td>the same after it</td><td>Unknown</td></tr>
 * </table>
 */
final class SmtpFailures {
    private static final Set<Integer> NO_MAILBOX = Set.of(501, 550, 551, 553, 556);
    private static final Set<Integer> LOGIN = Set.of(530, 534, 535, 538);
    private static final Pattern ENHANCED = Pattern.compile("^[45]\\d\\d[ -]([45]\\.\\d{1,3}\\.\\d{1,3})\\b");
    private static final Pattern RATE = Pattern.compile(
            "\\brate\\b|throttl|too (many|fast|much)|slow down|try again later", Pattern.CASE_INSENSITIVE);

    private SmtpFailures() {}

    /**
     * What it means that no mail went out, as far as it is known.
     *
     * @param handedOver whether the server may have all of the message
     * @param fields what each recipient is called
     */
    static EmailException of(
            MessagingException failure, Conversation talk, boolean handedOver, IntFunction<String> fields) {
        return talk.refusal().map(refusal -> refused(refusal, fields)).orElseGet(() -> silent(failure, handedOver));
    }

    private static EmailException silent(MessagingException failure, boolean handedOver) {
        if (handedOver) {
            return new EmailException.Unknown("the server has the message and gave no answer", failure);
        }
        // Its other message is what the server said, which is nothing here.
        if (failure instanceof AuthenticationFailedException
                && ("" + failure.getMessage()).startsWith("No authentication mechanisms")) {
            return new EmailException.Configuration("SMTP_USER: the server has no way to log in that we have", failure);
        }
        if (("" + failure.getMessage()).startsWith("STARTTLS is required")) {
            return new EmailException.Configuration("SMTP_TLS: the server has no STARTTLS", failure);
        }
        return new EmailException.Unavailable("the server could not be reached", failure);
    }

    private static EmailException refused(Refusal refusal, IntFunction<String> fields) {
        String told = "the server says " + EmailAddresses.without(refusal.words());
        int code = refusal.code();
        if (code < 500) {
            return isRate(refusal)
                    ? new EmailException.RateLimited(told, Duration.ZERO, null)
                    : new EmailException.Unavailable(told, null);
        }
        if (LOGIN.contains(code)) {
            return new EmailException.Configuration(told, null);
        }
        return switch (refusal.step()) {
            case GREETING, LOGIN -> new EmailException.Configuration(told, null);
            case SENDER ->
                code == 552
                        ? new EmailException.Rejected(told, null)
                        : new EmailException.Configuration("from: " + told, null);
            case RECIPIENT ->
                hasNoMailbox(refusal)
                        ? new EmailException.InvalidAddress(fields.apply(refusal.recipient()) + ": " + told, null)
                        : new EmailException.Rejected(fields.apply(refusal.recipient()) + ": " + told, null);
            case MESSAGE -> new EmailException.Rejected(told, null);
        };
    }

    private static boolean isRate(Refusal refusal) {
        return refusal.code() == 450
                || refusal.code() == 452
                || enhanced(refusal).startsWith("4.7.")
                || RATE.matcher(refusal.words()).find();
    }

    private static boolean hasNoMailbox(Refusal refusal) {
        String enhanced = enhanced(refusal);
        return enhanced.isEmpty() ? NO_MAILBOX.contains(refusal.code()) : enhanced.startsWith("5.1.");
    }

    private static String enhanced(Refusal refusal) {
        Matcher matcher = ENHANCED.matcher(refusal.words());
        return matcher.find() ? matcher.group(1) : "";
    }
}
