package io.milepost.email.provider.resend;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.email.Email;
import io.milepost.email.EmailAddress;
import io.milepost.email.message.OutgoingEmail;
import io.milepost.email.provider.http.HttpApi;
import io.milepost.email.provider.http.Mailbox;
import java.util.List;

/** A message as Resend wants it. */
final class ResendMessage {
    private ResendMessage() {}

    static ObjectNode of(OutgoingEmail outgoing) {
        Email email = outgoing.email();
        ObjectNode message = HttpApi.object().put("from", Mailbox.of(outgoing.from()));
        put(message, "to", email.to());
        put(message, "cc", email.cc());
        put(message, "bcc", email.bcc());
        put(message, "reply_to", email.replyTo());
        message.put("subject", email.subject());
        if (email.text() != null) {
            message.put("text", email.text());
        }
        if (email.html() != null) {
            message.put("html", email.html());
        }
        if (!email.headers().isEmpty()) {
            email.headers().forEach(message.putObject("headers")::put);
        }
        if (!email.tags().isEmpty()) {
            ArrayNode tags = message.putArray("tags");
            email.tags()
                    .forEach((name, value) -> tags.addObject().put("name", name).put("value", value));
        }
        return message;
    }

    private static void put(ObjectNode message, String name, List<EmailAddress> addresses) {
        if (!addresses.isEmpty()) {
            ArrayNode array = message.putArray(name);
            addresses.forEach(address -> array.add(Mailbox.of(address)));
        }
    }
}
