package io.milepost.email.provider.postmark;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.email.ReceivedMail;
import io.milepost.email.provider.http.HttpPeer;
import io.milepost.email.provider.http.Mailboxes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Postmark's API as far as it is used. */
final class PostmarkPeer extends HttpPeer {
    static final String TOKEN = "a-server-token-of-the-test";

    private final AtomicInteger ids = new AtomicInteger();

    @Override
    protected List<ReceivedMail> mail(Request request) {
        List<ReceivedMail> mail = new ArrayList<>();
        if (request.line().equals("POST /email")) {
            mail.add(read(request.body()));
        } else if (request.line().equals("POST /email/batch")) {
            request.body().forEach(one -> mail.add(read(one)));
        }
        return mail;
    }

    private static ReceivedMail read(JsonNode body) {
        Map<String, String> headers = new LinkedHashMap<>();
        body.path("Headers")
                .forEach(header -> headers.put(
                        header.path("Name").textValue(), header.path("Value").textValue()));
        return new ReceivedMail(
                Mailboxes.parse(body.path("From").textValue()).get(0),
                Mailboxes.parse(body.path("To").asText("")),
                Mailboxes.parse(body.path("Cc").asText("")),
                Mailboxes.parse(body.path("Bcc").asText("")),
                Mailboxes.parse(body.path("ReplyTo").asText("")),
                body.path("Subject").textValue(),
                body.path("HtmlBody").textValue(),
                body.path("TextBody").textValue(),
                headers);
    }

    String taken() {
        return "{\"ErrorCode\":0,\"Message\":\"OK\",\"MessageID\":\"id-" + ids.incrementAndGet() + "\"}";
    }

    @Override
    protected Behaviour well(Request request) {
        if (!TOKEN.equals(request.headers().get("x-postmark-server-token"))) {
            return status(401, "{\"ErrorCode\":10,\"Message\":\"Bad or missing server token\"}");
        }
        if (request.line().equals("POST /email/batch")) {
            return status(
                    200,
                    IntStream.range(0, request.body().size())
                            .mapToObj(i -> taken())
                            .collect(Collectors.joining(",", "[", "]")));
        }
        return status(200, taken());
    }
}
