package io.milepost.email.message;

import io.milepost.email.Email;
import io.milepost.email.EmailException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What stands in a message's head beside the addresses: subject, headers, tags. */
final class Fields {
    private static final int MAX_HEADERS = 50;
    private static final int MAX_TAGS = 10;
    private static final int MAX_KEY = 256;
    private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9-]{1,76}");
    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_-]{1,256}");

    /** Those that the message has anyway, and those that servers write. */
    private static final Set<String> RESERVED = Set.of(
            "from",
            "to",
            "cc",
            "bcc",
            "subject",
            "date",
            "message-id",
            "mime-version",
            "sender",
            "reply-to",
            "return-path",
            "received",
            "dkim-signature",
            "domainkey-signature",
            "authentication-results",
            "received-spf",
            "x-smtpapi");
    /** The same by their beginning; among them those by which providers are told what to do. */
    private static final List<String> RESERVED_FAMILIES = List.of("content-", "resent-", "arc-", "x-ses-", "x-pm-");

    private Fields() {}

    static void check(Email email) {
        Line.check("subject", email.subject(), Line.MAX_SUBJECT);
        headers(email.headers());
        tags(email.tags());
        String key = email.idempotencyKey();
        if (key != null) {
            if (key.isBlank()) {
                throw new EmailException.Rejected("idempotencyKey: is empty", null);
            }
            Line.checkAscii("idempotencyKey", key, MAX_KEY);
        }
    }

    private static void headers(Map<String, String> headers) {
        if (headers.size() > MAX_HEADERS) {
            throw new EmailException.Rejected("headers: more than " + MAX_HEADERS, null);
        }
        Set<String> seen = new HashSet<>();
        headers.forEach((name, value) -> {
            if (!HEADER.matcher(name).matches()) {
                throw new EmailException.Rejected("headers: a name has letters, digits and dashes, at most 76", null);
            }
            String lower = name.toLowerCase(Locale.ROOT);
            if (RESERVED.contains(lower) || RESERVED_FAMILIES.stream().anyMatch(lower::startsWith)) {
                throw new EmailException.Rejected("headers." + name + ": is not for the caller to set", null);
            }
            if (!seen.add(lower)) {
                throw new EmailException.Rejected("headers." + name + ": stands there twice", null);
            }
            if (value.isBlank()) {
                throw new EmailException.Rejected("headers." + name + ": is empty", null);
            }
            Line.checkAscii("headers." + name, value, Line.MAX_VALUE);
        });
    }

    private static void tags(Map<String, String> tags) {
        if (tags.size() > MAX_TAGS) {
            throw new EmailException.Rejected("tags: more than " + MAX_TAGS, null);
        }
        tags.forEach((name, value) -> {
            if (!TAG.matcher(name).matches()) {
                throw new EmailException.Rejected("tags: a name has letters, digits, _ and -, at most 256", null);
            }
            if (!TAG.matcher(value).matches()) {
                throw new EmailException.Rejected(
                        "tags." + name + ": a value has letters, digits, _ and -, at most 256", null);
            }
        });
    }
}
