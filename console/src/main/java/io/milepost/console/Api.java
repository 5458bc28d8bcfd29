package io.milepost.console;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.console.web.Question;
import io.milepost.console.web.Refused;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Which question is for whom. */
record Api(Overview overview, Channels channels, Stories stories, Letters letters, Mails mails, Playground playground) {
    private static final String EVENTS = "events/";

    CompletionStage<? extends JsonNode> read(Question question) {
        // An event's id may hold slashes.
        if (question.rest().startsWith(EVENTS)) {
            return stories.of(question.rest().substring(EVENTS.length()), question);
        }
        List<String> parts = question.parts();
        String last = parts.get(parts.size() - 1);
        return switch (parts.get(0) + " " + parts.size()) {
            case "overview 1" -> overview.now();
            case "channels 1" -> channels.list(question);
            case "channels 2" -> channels.one(last, question);
            case "dead-letters 1" -> letters.list(question);
            case "dead-letters 4" -> letters.one(parts);
            case "email 1" -> mails.state(question);
            case "email 2" -> {
                if (!last.equals("suppressions")) {
                    throw nothing();
                }
                yield mails.suppressions(question);
            }
            case "email 3" -> {
                if (!parts.get(1).equals("templates")) {
                    throw nothing();
                }
                yield mails.preview(last, question);
            }
            default -> throw nothing();
        };
    }

    CompletionStage<? extends JsonNode> change(Question question, String host) {
        return switch (question.rest()) {
            case "dead-letters/redrive" -> letters.redrive(question);
            case "session" -> playground.session(question, host);
            default -> throw nothing();
        };
    }

    private static Refused nothing() {
        return Refused.notFound("there is nothing here");
    }
}
