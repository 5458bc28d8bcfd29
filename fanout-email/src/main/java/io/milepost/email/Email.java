package io.milepost.email;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One message.
 *
 * @param from who sends it; null for the configured {@code DEFAULT_FROM_EMAIL}
 * @param to at least one, at most 50 with {@code cc} and {@code bcc}
 * @param cc in sight of all
 * @param bcc out of sight
 * @param replyTo where answers go, if not to {@code from}
 * @param subject plain text without line breaks
 * @param html the HTML part, or null; one of the two parts must be there
 * @param text the text part, or null
 * @param headers further headers; none that the message has anyway. Names of letters, digits and dashes
 * @param tags come back with what the provider tells of this message later. Names and values of letters, digits, {@code _}
 *     and {@code -}, at most 256 characters
 * @param idempotencyKey the same for the same message; used by providers that drop doubles
 */
public record Email(
        @Nullable EmailAddress from,
        List<EmailAddress> to,
        List<EmailAddress> cc,
        List<EmailAddress> bcc,
        List<EmailAddress> replyTo,
        String subject,
        @Nullable String html,
        @Nullable String text,
        Map<String, String> headers,
        Map<String, String> tags,
        @Nullable String idempotencyKey) {
    /** Copies what can change. */
    public Email {
        to = List.copyOf(to);
        cc = List.copyOf(cc);
        bcc = List.copyOf(bcc);
        replyTo = List.copyOf(replyTo);
        headers = inOrder(headers);
        tags = inOrder(tags);
    }

    /** In the order of the names, so that the same message is the same bytes wherever it is made. */
    private static Map<String, String> inOrder(Map<String, String> map) {
        return Collections.unmodifiableMap(new TreeMap<>(map));
    }

    /** A message to one address, from the default sender. */
    public static Email of(String to, String subject, @Nullable String html, @Nullable String text) {
        return new Email(
                null,
                List.of(EmailAddress.of(to)),
                List.of(),
                List.of(),
                List.of(),
                subject,
                html,
                text,
                Map.of(),
                Map.of(),
                null);
    }

    /** Only the subject's length: messages are not for logs. */
    @Override
    public String toString() {
        return "Email[" + (to.size() + cc.size() + bcc.size()) + " recipients, subject of " + subject.length() + "]";
    }
}
