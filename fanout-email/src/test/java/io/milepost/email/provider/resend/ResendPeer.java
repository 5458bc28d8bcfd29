package io.milepost.email.provider.resend;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.email.ReceivedMail;
import io.milepost.email.provider.http.HttpPeer;
import io.milepost.email.provider.http.Mailboxes;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Resend's API as far as it is used. */
final class ResendPeer extends HttpPeer {
    static final String KEY = "re_a_key_of_the_test";

    private final AtomicInteger ids = new AtomicInteger();

    @Override
    protected List<ReceivedMail> mail(Request request) {
        if (!request.line().equals("POST /emails")) {
            return List.of();
        }
        JsonNode body = request.body();
        return List.of(new ReceivedMail(
                Mailboxes.parse(body.path("from").textValue()).get(0),
                Mailboxes.each(body.path("to")),
                Mailboxes.each(body.path("cc")),
                Mailboxes.each(body.path("bcc")),
                Mailboxes.each(body.path("reply_to")),
                body.path("subject").textValue(),
                body.path("html").textValue(),
                body.path("text").textValue(),
                Mailboxes.texts(body.path("headers"))));
    }

    @Override
    protected Behaviour well(Request request) {
        if (!("Bearer " + KEY).equals(request.headers().get("authorization"))) {
            return status(401, "{\"statusCode\":401,\"name\":\"missing_api_key\",\"message\":\"Missing\"}");
        }
        return request.method().equals("POST")
                ? status(200, "{\"id\":\"id-" + ids.incrementAndGet() + "\"}")
                : status(200, "{\"data\":[]}");
    }
}
