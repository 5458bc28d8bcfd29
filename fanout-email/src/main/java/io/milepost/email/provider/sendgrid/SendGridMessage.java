package io.milepost.email.provider.sendgrid;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.email.Email;
import io.milepost.email.EmailAddress;
import io.milepost.email.message.OutgoingEmail;
import io.milepost.email.provider.http.HttpApi;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A message as SendGrid wants it: all recipients in one personalization, the text before the HTML. */
final class SendGridMessage {
    private SendGridMessage() {}

    static ObjectNode of(OutgoingEmail outgoing) {
        Email email = outgoing.email();
        ObjectNode message = HttpApi.object();
        ObjectNode recipients = message.putArray("personalizations").addObject();
        put(recipients, "to", email.to());
        put(recipients, "cc", email.cc());
        put(recipients, "bcc", email.bcc());
        fill(message.putObject("from"), outgoing.from());
        put(message, "reply_to_list", email.replyTo());
        message.put("subject", email.subject());
        ArrayNode content = message.putArray("content");
        content(content, "text/plain", email.text());
        content(content, "text/html", email.html());
        if (!email.headers().isEmpty()) {
            email.headers().forEach(message.putObject("headers")::put);
        }
        if (!email.tags().isEmpty()) {
            email.tags().forEach(message.putObject("custom_args")::put);
        }
        return message;
    }

    private static void content(ArrayNode content, String type, @Nullable String value) {
        if (value != null) {
            content.addObject().put("type", type).put("value", value);
        }
    }

    private static void put(ObjectNode object, String name, List<EmailAddress> addresses) {
        if (!addresses.isEmpty()) {
            ArrayNode array = object.putArray(name);
            addresses.forEach(address -> fill(array.addObject(), address));
        }
    }

    private static void fill(ObjectNode object, EmailAddress address) {
        object.put("email", address.address());
        if (address.name() != null) {
            object.put("name", address.name());
        }
    }
}
