package io.milepost.email.message;

import io.milepost.email.Email;
import io.milepost.email.EmailAddress;
import io.milepost.email.EmailException;
import java.util.ArrayList;
import java.util.List;

/**
 * A message that has been checked: no field of it can become another field, a second message or another recipient, whoever
 * writes it out.
 *
 * @param from who sends it
 * @param email the message; its addresses are in their normal form, and its {@code from} is the one beside it
 */
public record OutgoingEmail(EmailAddress from, Email email) {
    /** How large a message may be as it is sent, in bytes. */
    public static final int MAX_RAW_BYTES = 10 << 20;

    /**
     * Checks a message.
     *
     * @param sender who sends what names no sender
     * @throws EmailException.InvalidAddress if an address is none; begins with the field, such as {@code to[0]}
     * @throws EmailException.UnsupportedAddress if nobody here writes to such an address
     * @throws EmailException.Rejected if anything else breaks the rules of {@link Email}; begins with the field
     */
    public static OutgoingEmail of(Email email, EmailAddress sender) {
        Recipients recipients = new Recipients(email);
        Fields.check(email);
        Bodies.check(email);
        EmailAddress from = Recipients.checked("from", email.from() == null ? sender : email.from());
        return new OutgoingEmail(
                from,
                new Email(
                        from,
                        recipients.to,
                        recipients.cc,
                        recipients.bcc,
                        recipients.replyTo,
                        email.subject(),
                        email.html(),
                        email.text(),
                        email.headers(),
                        email.tags(),
                        email.idempotencyKey()));
    }

    /** Everybody who gets it: to, cc and bcc. */
    public List<EmailAddress> recipients() {
        List<EmailAddress> all = new ArrayList<>(email.to());
        all.addAll(email.cc());
        all.addAll(email.bcc());
        return all;
    }

    /** What one of {@link #recipients} is called in failures, such as {@code cc[0]}. */
    public String field(int recipient) {
        int cc = recipient - email.to().size();
        int bcc = cc - email.cc().size();
        return cc < 0 ? "to[" + recipient + ']' : bcc < 0 ? "cc[" + cc + ']' : "bcc[" + bcc + ']';
    }
}
