package io.milepost.email.unsubscribe;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.milepost.email.recipient.UnreadableException;
import io.milepost.fanout.Endpoint.Answer;
import io.milepost.fanout.Endpoint.Request;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way into an endpoint that a link in a mail leads to: who has a good token comes in. Looking never changes anything, since
 * mail programs and scanners follow links; only posting does.
 */
record TokenDoor(String path, UnsubscribeTokens tokens, Room room) {
    private static final Logger log = LoggerFactory.getLogger(TokenDoor.class);
    private static final String METHODS = "GET, HEAD, OPTIONS, POST";
    private static final int MOST_BYTES = 64 * 1024;

    /** What is behind the door. */
    interface Room {
        /** Shows how things are, and changes nothing. */
        Answer show(UnsubscribeToken token, boolean json);

        /**
         * Does what was posted.
         *
         * @return completes when that is kept
         * @throws BadFormException if it cannot be understood
         */
        CompletionStage<Answer> change(UnsubscribeToken token, Request request, boolean json) throws BadFormException;
    }

    CompletionStage<Answer> answer(Request request) {
        boolean json = wantsJson(request);
        if (!request.path().equals(path)) {
            return done(say(404, "There is nothing here.", json));
        }
        return switch (request.method()) {
            case "OPTIONS" -> done(allowing(Answer.of(204)));
            case "HEAD" -> enter(request, json, false).thenApply(TokenDoor::withoutBody);
            case "GET" -> enter(request, json, false);
            case "POST" -> enter(request, json, true);
            default -> done(allowing(say(405, "This cannot be done here.", json)));
        };
    }

    private CompletionStage<Answer> enter(Request request, boolean json, boolean post) {
        try {
            List<String> said = FormBody.urlencoded(request.query()).all("t");
            if (said.size() != 1) {
                return done(say(400, "The link is not complete: the part behind ?t= is missing.", json));
            }
            Optional<UnsubscribeToken> token = tokens.read(said.get(0));
            if (token.isEmpty()) {
                return done(say(404, "This link is not valid, or it is too old.", json));
            }
            if (!post) {
                return done(room.show(token.get(), json));
            }
            if (request.body().length > MOST_BYTES) {
                return done(say(413, "That is too much.", json));
            }
            return room.change(token.get(), request, json).exceptionally(failure -> {
                log.warn("{}: a recipient's wish could not be kept: {}", path, what(failure));
                return say(503, "That did not work. Please try again in a minute.", json);
            });
        } catch (BadFormException | UnreadableException e) {
            return done(say(400, String.valueOf(e.getMessage()), json));
        }
    }

    /** Something that is said to people, or to programs as {@code error}. */
    static Answer say(int status, String text, boolean json) {
        return json
                ? Pages.json(status, JsonNodeFactory.instance.objectNode().put("error", text))
                : Pages.html(status, text, Pages.MESSAGE, Map.of("text", text));
    }

    private static String what(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause == null ? "no reason is given" : cause.getClass().getName();
    }

    static boolean isJson(Request request) {
        return request.header("content-type")
                .map(type -> type.toLowerCase(Locale.ROOT).startsWith("application/json"))
                .orElse(false);
    }

    private static boolean wantsJson(Request request) {
        String accept = request.header("accept").orElse("").toLowerCase(Locale.ROOT);
        return accept.contains("application/json") || (isJson(request) && !accept.contains("text/html"));
    }

    private static Answer withoutBody(Answer answer) {
        return new Answer(answer.status(), answer.headers(), new byte[0]);
    }

    private static Answer allowing(Answer answer) {
        Map<String, String> headers = new HashMap<>(answer.headers());
        headers.put("Allow", METHODS);
        return new Answer(answer.status(), Map.copyOf(headers), answer.body());
    }

    private static CompletionStage<Answer> done(Answer answer) {
        return CompletableFuture.completedFuture(answer);
    }
}
