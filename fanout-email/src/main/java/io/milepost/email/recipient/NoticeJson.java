package io.milepost.email.recipient;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.email.SuppressedEmail.Reason;
import io.milepost.email.feedback.Feedback;
import io.milepost.event.Json;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Notices as they travel: a JSON object whose {@code notice} says which it is, with the fields of that. What is null is left
 * out; what is not known is passed over.
 */
public final class NoticeJson {
    private NoticeJson() {}

    /** Writes a notice. */
    public static Json write(Notice notice) {
        ObjectNode json = Fields.fresh();
        if (notice instanceof Notice.Told told) {
            write(json.put("notice", "feedback"), told.feedback());
        } else if (notice instanceof Notice.Unsubscribed gone) {
            json.put("notice", "unsubscribed");
            put(json, "category", gone.category());
            put(json, "request", gone.request());
        } else if (notice instanceof Notice.Resubscribed back) {
            put(json.put("notice", "resubscribed"), "category", back.category());
        } else if (notice instanceof Notice.PreferencesChanged changed) {
            ObjectNode categories = json.put("notice", "preferences").putObject("categories");
            changed.categories().forEach(categories::put);
            put(
                    json,
                    "locale",
                    changed.locale() == null ? null : changed.locale().toLanguageTag());
            put(json, "zone", changed.zone() == null ? null : changed.zone().getId());
        } else if (notice instanceof Notice.Lifted lifted) {
            json.put("notice", "lifted").put("address", lifted.address());
        } else if (notice instanceof Notice.Suppressed no) {
            json.put("notice", "suppressed").put("address", no.address()).put("reason", Fields.word(no.reason()));
            put(json, "until", no.until());
        }
        return Json.of(json.put("at", notice.at().toString()));
    }

    private static void write(ObjectNode json, Feedback feedback) {
        json.put("provider", feedback.provider());
        json.put("id", feedback.id());
        json.put("kind", Fields.word(feedback.kind()));
        json.put("address", feedback.address());
        put(json, "messageId", feedback.messageId());
        ObjectNode tags = json.putObject("tags");
        feedback.tags().forEach(tags::put);
        json.put("detail", feedback.detail());
    }

    private static void put(ObjectNode json, String name, @Nullable Object value) {
        if (value != null) {
            json.put(name, value.toString());
        }
    }

    /**
     * Reads a notice.
     *
     * @throws UnreadableException if it is none
     */
    public static Notice read(Json json) {
        if (json.size() > NoticeBounds.MOST_BYTES) {
            throw new UnreadableException("longer than " + NoticeBounds.MOST_BYTES + " bytes");
        }
        Fields fields = Fields.of(json.tree());
        return switch (fields.text("notice")) {
            case "feedback" -> new Notice.Told(feedback(fields));
            case "unsubscribed" ->
                new Notice.Unsubscribed(fields.optional("category"), fields.time("at"), fields.optional("request"));
            case "resubscribed" -> new Notice.Resubscribed(fields.optional("category"), fields.time("at"));
            case "preferences" -> preferences(fields);
            case "lifted" -> new Notice.Lifted(fields.text("address"), fields.time("at"));
            case "suppressed" ->
                new Notice.Suppressed(
                        fields.text("address"),
                        fields.choice("reason", Reason.values()),
                        fields.time("at"),
                        fields.optionalTime("until"));
            default ->
                throw new UnreadableException(
                        "notice: not one of feedback, unsubscribed, resubscribed, preferences, lifted, suppressed");
        };
    }

    private static Feedback feedback(Fields fields) {
        Map<String, String> tags = new LinkedHashMap<>();
        Fields said = fields.object("tags");
        said.each((name, value) -> tags.put(name, said.text(name)));
        String detail = fields.optional("detail");
        return new Feedback(
                fields.text("provider"),
                fields.text("id"),
                fields.choice("kind", Feedback.Kind.values()),
                fields.text("address"),
                fields.optional("messageId"),
                tags,
                fields.time("at"),
                detail == null ? "" : detail);
    }

    private static Notice preferences(Fields fields) {
        Locale locale = fields.locale("locale");
        ZoneId zone = fields.zone("zone");
        return new Notice.PreferencesChanged(wanted(fields.object("categories")), locale, zone, fields.time("at"));
    }

    private static Map<String, Boolean> wanted(Fields categories) {
        Map<String, Boolean> wanted = new LinkedHashMap<>();
        categories.each((name, value) -> {
            if (!value.isBoolean()) {
                throw categories.fault(name, "neither true nor false");
            }
            wanted.put(name, value.booleanValue());
        });
        return wanted;
    }
}
