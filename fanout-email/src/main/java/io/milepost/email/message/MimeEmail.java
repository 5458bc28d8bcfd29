package io.milepost.email.message;

import io.milepost.email.Email;
import io.milepost.email.EmailAddress;
import io.milepost.email.EmailException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * A message as MIME, with a {@code Message-ID} of ours and without its bcc recipients. The library would let line breaks
 * into headers; an {@link OutgoingEmail} has none. Confined to one thread.
 */
public class MimeEmail extends MimeMessage {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ENGLISH);

    private final String id;

    /**
     * Writes a message.
     *
     * @param session whether {@code mail.mime.allowutf8} is set in it decides in which form addresses outside ASCII are
     */
    // What a subclass overrides is called when it is sent, not here.
    @SuppressWarnings("this-escape")
    public MimeEmail(Session session, OutgoingEmail outgoing) {
        super(session);
        String from = outgoing.from().address();
        id = '<' + UUID.randomUUID().toString() + '@' + from.substring(from.lastIndexOf('@') + 1) + '>';
        try {
            head(outgoing);
            body(outgoing.email());
            saveChanges();
        } catch (MessagingException e) {
            throw new IllegalStateException("a message that was checked cannot be written", e);
        }
    }

    /** What the message is called, with its angle brackets. */
    public final String id() {
        return id;
    }

    private void head(OutgoingEmail outgoing) throws MessagingException {
        Email email = outgoing.email();
        setHeader("From", list(List.of(outgoing.from())));
        header("To", email.to());
        header("Cc", email.cc());
        header("Reply-To", email.replyTo());
        setHeader("Subject", EncodedWords.text(email.subject()));
        setHeader("Date", DATE.format(ZonedDateTime.now(ZoneOffset.UTC)));
        for (var entry : email.headers().entrySet()) {
            setHeader(entry.getKey(), Folding.fold(entry.getValue()));
        }
    }

    private void header(String name, List<EmailAddress> addresses) throws MessagingException {
        if (!addresses.isEmpty()) {
            setHeader(name, list(addresses));
        }
    }

    private static String list(List<EmailAddress> addresses) {
        return addresses.stream().map(MimeEmail::written).collect(Collectors.joining(",\r\n "));
    }

    private static String written(EmailAddress address) {
        String name = address.name();
        return name == null ? address.address() : EncodedWords.phrase(name) + " <" + address.address() + '>';
    }

    private void body(Email email) throws MessagingException {
        String html = email.html();
        String text = email.text();
        if (html != null && text != null) {
            setContent(new MimeMultipart("alternative", part(text, "plain"), part(html, "html")));
        } else if (html != null) {
            setText(html, "UTF-8", "html");
        } else {
            setText(text, "UTF-8", "plain");
        }
    }

    private static MimeBodyPart part(String content, String subtype) throws MessagingException {
        MimeBodyPart part = new MimeBodyPart();
        part.setText(content, "UTF-8", subtype);
        return part;
    }

    /** Asked for by the library whenever it saves; there is one id. */
    @Override
    protected final void updateMessageID() throws MessagingException {
        setHeader("Message-ID", id);
    }

    /**
     * The whole message.
     *
     * @throws EmailException.Rejected if it is larger than {@link OutgoingEmail#MAX_RAW_BYTES}
     */
    public final byte[] bytes() {
        ByteArrayOutputStream raw = new ByteArrayOutputStream();
        try {
            super.writeTo(raw, null);
        } catch (IOException | MessagingException e) {
            throw new IllegalStateException("a message that was checked cannot be written", e);
        }
        if (raw.size() > OutgoingEmail.MAX_RAW_BYTES) {
            throw new EmailException.Rejected("html: as it is sent, the message has more than 10 MB", null);
        }
        return raw.toByteArray();
    }
}
