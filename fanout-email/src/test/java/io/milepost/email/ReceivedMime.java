package io.milepost.email;

import jakarta.mail.Address;
import jakarta.mail.BodyPart;
import jakarta.mail.Header;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;

/** Reads MIME as a recipient would. */
public final class ReceivedMime {
    private ReceivedMime() {}

    /** A message and those it was sent to, whether its head names them or not. */
    public static ReceivedMail read(byte[] raw, Collection<String> envelope) {
        return read(new ByteArrayInputStream(raw), envelope);
    }

    static ReceivedMail read(InputStream raw, Collection<String> envelope) {
        Properties utf8 = new Properties();
        utf8.setProperty("mail.mime.allowutf8", "true");
        try {
            MimeMessage message = new MimeMessage(Session.getInstance(utf8), raw);
            List<EmailAddress> to = addresses(message.getRecipients(RecipientType.TO));
            List<EmailAddress> cc = addresses(message.getRecipients(RecipientType.CC));
            List<String> named = Stream.concat(to.stream(), cc.stream())
                    .map(EmailAddress::address)
                    .toList();
            List<EmailAddress> bcc = envelope.stream()
                    .filter(address -> !named.contains(address))
                    .map(EmailAddress::of)
                    .toList();
            Map<String, String> headers = new LinkedHashMap<>();
            for (Header header : Collections.list(message.getAllHeaders())) {
                headers.put(header.getName(), MimeUtility.unfold(header.getValue()));
            }
            List<EmailAddress> replyTo =
                    headers.containsKey("Reply-To") ? addresses(message.getReplyTo()) : List.<EmailAddress>of();
            return new ReceivedMail(
                    addresses(message.getFrom()).get(0),
                    to,
                    cc,
                    bcc,
                    replyTo,
                    message.getSubject(),
                    part(message.getContent(), message.getContentType(), "html"),
                    part(message.getContent(), message.getContentType(), "plain"),
                    headers);
        } catch (MessagingException | IOException e) {
            throw new AssertionError("no message", e);
        }
    }

    private static List<EmailAddress> addresses(Address[] addresses) {
        List<EmailAddress> read = new ArrayList<>();
        for (Address address : addresses == null ? new Address[0] : addresses) {
            InternetAddress internet = (InternetAddress) address;
            read.add(new EmailAddress(internet.getAddress(), internet.getPersonal()));
        }
        return read;
    }

    private static String part(Object content, String type, String subtype) throws MessagingException, IOException {
        if (content instanceof MimeMultipart parts) {
            for (int i = 0; i < parts.getCount(); i++) {
                BodyPart part = parts.getBodyPart(i);
                if (part.isMimeType("text/" + subtype)) {
                    return (String) part.getContent();
                }
            }
            return null;
        }
        return type.startsWith("text/" + subtype) ? (String) content : null;
    }
}
