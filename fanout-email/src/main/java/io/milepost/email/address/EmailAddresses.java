package io.milepost.email.address;

import com.sanctionco.jmail.EmailValidator;
import com.sanctionco.jmail.JMail;
import io.milepost.email.AddressCheck;
import io.milepost.email.EmailException;
import java.text.Normalizer;
import java.util.regex.Pattern;

/**
 * The one place that knows what an address is: {@code local@domain}, nothing around it. Mail servers know more forms (quoted
 * local parts, comments, literal IP addresses, hosts without a dot); people do not have them, and each is a way to write
 * to somebody else than was meant. jmail looks at the form, and what it lets through is refused before.
 */
public final class EmailAddresses {
    private static final int MAX_CHARS = 254;
    private static final int MAX_LOCAL_BYTES = 64;
    private static final EmailValidator FORM = JMail.strictValidator()
            .disallowIpDomain()
            .disallowQuotedIdentifiers()
            .disallowExplicitSourceRouting()
            .disallowObsoleteWhitespace()
            .requireTopLevelDomain();

    private static final int MAX_WORDS = 300;
    private static final Pattern ANY = Pattern.compile("[^\\s<>@\"'(),;:]{1,200}@[^\\s<>@\"'(),;]{1,260}");
    private static final Pattern CONTROLS = Pattern.compile("[\\p{Cntrl}\\s]+");

    private EmailAddresses() {}

    /** The same as with the field {@code address}. */
    public static AddressCheck check(String address) {
        return check("address", address);
    }

    /**
     * Whether this can be written to by anybody. What a provider of its own does not take is for it to say.
     *
     * @param field what the failure begins with, such as {@code to[0]}
     * @param address spaces around it do not count
     * @return the address in its normal form, or why it is none; the failure does not hold it
     */
    public static AddressCheck check(String field, String address) {
        try {
            return new AddressCheck.Valid(normal(address));
        } catch (Unfit e) {
            String message = field + ": " + e.why;
            return new AddressCheck.Unfit(
                    e.unsupported
                            ? new EmailException.UnsupportedAddress(message, null)
                            : new EmailException.InvalidAddress(message, null));
        }
    }

    /** Whether there is nothing but ASCII before the {@code @}; else only servers with SMTPUTF8 take it. */
    public static boolean isAscii(String address) {
        return address.substring(0, address.lastIndexOf('@')).chars().allMatch(c -> c < 0x80);
    }

    /** What a provider says, as it may stand in a message of ours: one line, at most 300 characters, without addresses. */
    public static String without(String words) {
        String some = words.substring(0, Math.min(words.length(), 2 * MAX_WORDS));
        String line = CONTROLS.matcher(ANY.matcher(some).replaceAll("\u2026"))
                .replaceAll(" ")
                .strip();
        return line.length() > MAX_WORDS ? line.substring(0, MAX_WORDS) : line;
    }

    private static String normal(String text) throws Unfit {
        String stripped = trimmed(text);
        if (stripped.isEmpty()) {
            throw new Unfit("is empty");
        }
        // Before anything is made of it: what a stranger sends may be long.
        if (stripped.length() > MAX_CHARS) {
            throw new Unfit("is longer than " + MAX_CHARS + " characters");
        }
        Letters.check(stripped);
        String address = Normalizer.normalize(stripped, Normalizer.Form.NFC);
        int at = address.lastIndexOf('@');
        if (at < 1 || address.indexOf('@') != at) {
            throw new Unfit("has to be of the form local@domain");
        }
        String local = address.substring(0, at);
        String whole = local + '@' + Domains.ascii(address.substring(at + 1));
        if (whole.length() > MAX_CHARS || Letters.bytes(local) > MAX_LOCAL_BYTES) {
            throw new Unfit("is longer than " + MAX_CHARS + " characters, or " + MAX_LOCAL_BYTES + " before the @");
        }
        if (!FORM.isValid(whole)) {
            throw new Unfit("has to be of the form local@domain");
        }
        return whole;
    }

    /** Spaces alone: a line break at the end is not a slip of the pen. */
    private static String trimmed(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && text.charAt(from) == ' ') {
            from++;
        }
        while (to > from && text.charAt(to - 1) == ' ') {
            to--;
        }
        return text.substring(from, to);
    }
}
