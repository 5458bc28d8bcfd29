package io.milepost.email.unsubscribe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.milepost.email.recipient.Notice;
import io.milepost.email.recipient.NoticeWriter;
import io.milepost.event.InvalidJsonException;
import io.milepost.event.Json;
import io.milepost.fanout.Endpoint;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * Where recipients unsubscribe: a page with a button, the one click of mail programs (RFC 8058), and the same in JSON: {@code
 * {"unsubscribe":"category"}} or {@code {"unsubscribe":"all"}}. Doing it twice is doing it once. It is done when Kafka has it;
 * mail that is being sent at that moment may still arrive.
 */
public final class UnsubscribeEndpoint implements Endpoint {
    /** Where it is. */
    public static final String PATH = "/email/unsubscribe";

    private final TokenDoor door;

    /** What is behind the door. */
    private record Room(NoticeWriter notices, InstantSource clock) implements TokenDoor.Room {
        @Override
        public Answer show(UnsubscribeToken token, boolean json) {
            return json
                    ? Pages.json(200, JsonNodeFactory.instance.objectNode().put("category", token.category()))
                    : Pages.html(200, "Unsubscribe", Pages.UNSUBSCRIBE, Map.of("category", token.category()));
        }

        @Override
        public CompletionStage<Answer> change(UnsubscribeToken token, Request request, boolean json)
                throws BadFormException {
            boolean all = isAll(request);
            Notice notice = new Notice.Unsubscribed(all ? null : token.category(), clock.instant(), token.requestKey());
            return notices.write(token.recipientId(), notice).thenApply(written -> done(token, all, json));
        }

        private static boolean isAll(Request request) throws BadFormException {
            if (TokenDoor.isJson(request)) {
                return isAllOfJson(request.body());
            }
            FormBody form = FormBody.of(request);
            if (form.isOneClick() || form.has("unsubscribe", "category")) {
                return false;
            }
            if (form.has("unsubscribe", "all")) {
                return true;
            }
            throw new BadFormException("List-Unsubscribe=One-Click is expected");
        }

        private static boolean isAllOfJson(byte[] body) throws BadFormException {
            try {
                JsonNode said = Json.of(ByteBuffer.wrap(body)).tree().path("unsubscribe");
                if (said.isTextual()
                        && (said.textValue().equals("all") || said.textValue().equals("category"))) {
                    return said.textValue().equals("all");
                }
                throw new BadFormException("unsubscribe: \"category\" or \"all\" is expected");
            } catch (InvalidJsonException e) {
                throw new BadFormException(String.valueOf(e.getMessage()));
            }
        }

        private static Answer done(UnsubscribeToken token, boolean all, boolean json) {
            if (json) {
                return Pages.json(
                        200, JsonNodeFactory.instance.objectNode().put("unsubscribed", all ? "all" : token.category()));
            }
            Map<String, ?> values = all ? Map.of("done", true) : Map.of("done", true, "from", token.category());
            return Pages.html(200, "Unsubscribed", Pages.UNSUBSCRIBE, values);
        }
    }

    /** Behind these tokens. */
    public UnsubscribeEndpoint(UnsubscribeTokens tokens, NoticeWriter notices, InstantSource clock) {
        door = new TokenDoor(PATH, tokens, new Room(notices, clock));
    }

    @Override
    public String path() {
        return PATH;
    }

    @Override
    public CompletionStage<Answer> answer(Request request) {
        return door.answer(request);
    }
}
