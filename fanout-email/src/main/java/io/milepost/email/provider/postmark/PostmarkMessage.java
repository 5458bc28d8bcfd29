package io.milepost.email.provider.postmark;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.email.Email;
import io.milepost.email.EmailAddress;
import io.milepost.email.EmailException;
import io.milepost.email.message.OutgoingEmail;
import io.milepost.email.provider.http.HttpApi;
import io.milepost.email.provider.http.Mailbox;
import java.util.List;
import java.util.Map;

/** A message as Postmark wants it. Tags are its metadata, of which it takes fewer and shorter ones than we do. */
final class PostmarkMessage {
    private static final int MOST_TAGS = 10;
    private static final int MOST_NAME = 20;
    private static final int MOST_VALUE = 80;

    private PostmarkMessage() {}

    static ObjectNode of(OutgoingEmail outgoing, String stream) {
        Email email = outgoing.email();
        ObjectNode message = HttpApi.object();
        message.put("From", Mailbox.of(outgoing.from()));
        put(message, "To", email.to());
        put(message, "Cc", email.cc());
        put(message, "Bcc", email.bcc());
        put(message, "ReplyTo", email.replyTo());
        message.put("Subject", email.subject());
        if (email.text() != null) {
            message.put("TextBody", email.text());
        }
        if (email.html() != null) {
            message.put("HtmlBody", email.html());
        }
        if (!email.headers().isEmpty()) {
            ArrayNode headers = message.putArray("Headers");
            email.headers()
                    .forEach((name, value) ->
                            headers.addObject().put("Name", name).put("Value", value));
        }
        if (!email.tags().isEmpty()) {
            checked(email.tags()).forEach(message.putObject("Metadata")::put);
        }
        return message.put("MessageStream", stream);
    }

    private static void put(ObjectNode message, String name, List<EmailAddress> addresses) {
        if (!addresses.isEmpty()) {
            message.put(name, Mailbox.all(addresses));
        }
    }

    private static Map<String, String> checked(Map<String, String> tags) {
        boolean fit = tags.size() <= MOST_TAGS
                && tags.keySet().stream().allMatch(name -> name.length() <= MOST_NAME)
                && tags.values().stream().allMatch(value -> value.length() <= MOST_VALUE);
        if (!fit) {
            throw new EmailException.Rejected(
                    "tags: Postmark takes at most " + MOST_TAGS + ", with names of " + MOST_NAME + " and values of "
                            + MOST_VALUE + " characters",
                    null);
        }
        return tags;
    }
}
