package io.milepost.email.provider.sendgrid;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.email.EmailAddress;
import io.milepost.email.ReceivedMail;
import io.milepost.email.provider.http.HttpPeer;
import io.milepost.email.provider.http.Mailboxes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** SendGrid's API as far as it is used. */
final class SendGridPeer extends HttpPeer {
    static final String KEY = "SG.a-key-of-the-test";

    private final AtomicInteger ids = new AtomicInteger();

    @Override
    protected List<ReceivedMail> mail(Request request) {
        if (!request.line().equals("POST /v3/mail/send")) {
            return List.of();
        }
        JsonNode body = request.body();
        JsonNode to = body.path("personalizations").path(0);
        return List.of(new ReceivedMail(
                address(body.path("from")),
                addresses(to.path("to")),
                addresses(to.path("cc")),
                addresses(to.path("bcc")),
                addresses(body.path("reply_to_list")),
                body.path("subject").textValue(),
                content(body, "text/html"),
                content(body, "text/plain"),
                Mailboxes.texts(body.path("headers"))));
    }

    private static String content(JsonNode body, String type) {
        for (JsonNode part : body.path("content")) {
            if (part.path("type").asText().equals(type)) {
                return part.path("value").textValue();
            }
        }
        return null;
    }

    private static List<EmailAddress> addresses(JsonNode array) {
        List<EmailAddress> addresses = new ArrayList<>();
        array.forEach(one -> addresses.add(address(one)));
        return addresses;
    }

    private static EmailAddress address(JsonNode one) {
        return new EmailAddress(one.path("email").textValue(), one.path("name").textValue());
    }

    @Override
    protected Behaviour well(Request request) {
        if (!("Bearer " + KEY).equals(request.headers().get("authorization"))) {
            return status(401, "{\"errors\":[{\"message\":\"authorization required\"}]}");
        }
        return request.method().equals("POST")
                ? status(202, "", "X-Message-Id: id" + ids.incrementAndGet())
                : status(200, "{\"scopes\":[]}");
    }
}
