package io.milepost.email.fanout;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.email.Email;
import io.milepost.email.EmailAddress;
import io.milepost.email.provider.mock.Inbox;
import io.milepost.fanout.Endpoint;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The mail that went to nobody, for who develops: {@code GET /dev/mail} lists it as JSON, the newest first,
 * {@code /dev/mail/ID} shows the HTML and {@code /dev/mail/ID/text} the text. Anybody may look, so it is there where no mail is
 * sent alone.
 */
final class InboxEndpoint implements Endpoint {
    private static final String PATH = "/dev/mail";
    private static final String TEXT = "/text";

    private final Inbox inbox;

    InboxEndpoint(Inbox inbox) {
        this.inbox = inbox;
    }

    @Override
    public String path() {
        return PATH;
    }

    @Override
    public CompletionStage<Answer> answer(Request request) {
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            return CompletableFuture.completedStage(Answer.of(405));
        }
        String below = request.path().substring(PATH.length());
        Answer answer = below.isEmpty() || below.equals("/") ? list() : message(below.substring(1));
        Map<String, String> headers = new LinkedHashMap<>(answer.headers());
        headers.put("Cache-Control", "no-store");
        headers.put("Content-Security-Policy", "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:");
        headers.put("X-Content-Type-Options", "nosniff");
        return CompletableFuture.completedStage(new Answer(answer.status(), headers, answer.body()));
    }

    private Answer list() {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        for (Inbox.Message message : inbox.newestFirst()) {
            Email email = message.email();
            ObjectNode json = all.addObject();
            json.put("id", message.id());
            json.put("when", message.when().toString());
            ArrayNode to = json.putArray("to");
            email.to().stream().map(EmailAddress::address).forEach(to::add);
            json.put("subject", email.subject());
            json.set("headers", JsonNodeFactory.instance.objectNode());
            email.headers().forEach(((ObjectNode) json.get("headers"))::put);
            json.put("html", PATH + '/' + message.id());
            json.put("text", PATH + '/' + message.id() + TEXT);
        }
        return Answer.of(200, "application/json", all.toPrettyString());
    }

    private Answer message(String below) {
        boolean text = below.endsWith(TEXT);
        String id = text ? below.substring(0, below.length() - TEXT.length()) : below;
        Optional<Email> email = inbox.find(id).map(Inbox.Message::email);
        String body = email.map(of -> text ? of.text() : of.html()).orElse(null);
        return body == null
                ? Answer.of(404, "text/plain; charset=utf-8", "there is no such mail (any more)\n")
                : Answer.of(200, (text ? "text/plain" : "text/html") + "; charset=utf-8", body);
    }
}
