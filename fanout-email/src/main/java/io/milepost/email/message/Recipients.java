package io.milepost.email.message;

import io.milepost.email.AddressCheck;
import io.milepost.email.Email;
import io.milepost.email.EmailAddress;
import io.milepost.email.EmailException;
import io.milepost.email.address.EmailAddresses;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The addresses of a message, checked and in their normal form. */
final class Recipients {
    private static final int MAX = 50;
    private static final int MAX_REPLY_TO = 10;

    final List<EmailAddress> to;
    final List<EmailAddress> cc;
    final List<EmailAddress> bcc;
    final List<EmailAddress> replyTo;

    Recipients(Email email) {
        if (email.to().isEmpty()) {
            throw new EmailException.Rejected("to: is empty", null);
        }
        // Before any is looked at: a list may be long.
        if (email.to().size() + email.cc().size() + email.bcc().size() > MAX) {
            throw new EmailException.Rejected("to: more than " + MAX + " recipients, with cc and bcc", null);
        }
        if (email.replyTo().size() > MAX_REPLY_TO) {
            throw new EmailException.Rejected("replyTo: more than " + MAX_REPLY_TO, null);
        }
        to = all("to", email.to());
        cc = all("cc", email.cc());
        bcc = all("bcc", email.bcc());
        replyTo = all("replyTo", email.replyTo());
    }

    private static List<EmailAddress> all(String field, List<EmailAddress> addresses) {
        List<EmailAddress> checked = new ArrayList<>();
        for (int i = 0; i < addresses.size(); i++) {
            checked.add(checked(field + '[' + i + ']', addresses.get(i)));
        }
        return checked;
    }

    static EmailAddress checked(String field, EmailAddress address) {
        AddressCheck check = EmailAddresses.check(field, address.address());
        if (check instanceof AddressCheck.Unfit unfit) {
            throw unfit.failure();
        }
        return new EmailAddress(((AddressCheck.Valid) check).address(), name(field, address.name()));
    }

    private static @Nullable String name(String field, @Nullable String name) {
        if (name == null || name.isBlank()) {
            return null;
        }
        Line.check(field + ".name", name, Line.MAX_NAME);
        return name.strip();
    }
}
