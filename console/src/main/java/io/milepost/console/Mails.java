package io.milepost.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.console.web.Question;
import io.milepost.console.web.Refused;
import io.milepost.console.web.Work;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What there is to see of mail. */
final class Mails {
    private final Running running;
    private final Work work;

    Mails(Running running, Work work) {
        this.running = running;
        this.work = work;
    }

    private Mail mail() {
        return running.mail().orElseThrow(() -> Refused.notFound("no fan-out of mail is configured"));
    }

    CompletionStage<ObjectNode> state(Question question) {
        int limit = question.limit();
        Mail mail = mail();
        return work.ask(() -> {
            Mail.Found<Mail.Outcome> found = mail.outcomes(limit);
            ObjectNode json = JsonNodeFactory.instance.objectNode();
            json.put("inbox", mail.hasInbox());
            ArrayNode outcomes = json.putArray("outcomes");
            found.items().forEach(outcome -> outcomes.add(json(outcome)));
            ArrayNode templates = json.putArray("templates");
            for (Mail.Template template : mail.templates()) {
                ArrayNode locales =
                        templates.addObject().put("name", template.name()).putArray("locales");
                template.locales().forEach(locales::add);
            }
            return json.put("complete", found.complete());
        });
    }

    static ObjectNode json(Mail.Outcome outcome) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("at", outcome.at()).put("what", outcome.what());
        put(json, "request", outcome.request());
        put(json, "to", outcome.to());
        put(json, "template", outcome.template());
        put(json, "detail", outcome.detail());
        return json;
    }

    private static void put(ObjectNode json, String field, @Nullable String value) {
        if (value != null) {
            json.put(field, value);
        }
    }

    CompletionStage<ObjectNode> suppressions(Question question) {
        int limit = question.limit();
        String address = question.parameter("address").orElse(null);
        Mail mail = mail();
        return work.ask(() -> {
            Mail.Found<Mail.Suppression> found;
            try {
                found = mail.suppressions(address, limit);
            } catch (IllegalArgumentException e) {
                throw new Refused(400, "invalid_message", String.valueOf(e.getMessage()));
            }
            ObjectNode json = JsonNodeFactory.instance.objectNode();
            ArrayNode list = json.putArray("suppressions");
            found.items()
                    .forEach(one -> list.addObject()
                            .put("recipient", one.recipient())
                            .put("reason", one.reason())
                            .put("since", one.since()));
            return json.put("complete", found.complete());
        });
    }

    CompletionStage<ObjectNode> preview(String template, Question question) {
        String locale = question.parameter("locale").orElse(null);
        Mail mail = mail();
        return work.ask(() -> {
            Mail.Preview preview;
            try {
                preview = mail.preview(template, locale)
                        .orElseThrow(() -> Refused.notFound("there is no template of this name"));
            } catch (IllegalArgumentException e) {
                throw Refused.field("template", String.valueOf(e.getMessage()));
            }
            ObjectNode json = JsonNodeFactory.instance.objectNode();
            json.put("subject", preview.subject()).put("html", preview.html()).put("text", preview.text());
            json.set("model", preview.model());
            return json;
        });
    }
}
