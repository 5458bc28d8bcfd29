package io.milepost.email.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.email.EmailAddress;
import io.milepost.email.rule.Category;
import io.milepost.email.rule.OnUnknown;
import io.milepost.email.rule.Throttle;
import io.milepost.event.Event;
import io.milepost.event.Json;
import io.milepost.event.Rfc3339;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Requests as events, and back. */
public final class EmailRequestJson {
    /** Who says them. */
    public static final String SOURCE = "/milepost/email";

    private EmailRequestJson() {}

    /** The event that carries a request. */
    public static Event write(EmailRequest request) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("rule", request.rule());
        json.put("template", request.template());
        json.put("category", request.category().name());
        json.put("critical", request.category().critical());
        json.put("onUnknown", request.onUnknown().name());
        request.throttle()
                .ifPresent(throttle -> json.putObject("throttle")
                        .put("most", throttle.most())
                        .put("per", throttle.per().toString()));
        json.put("address", request.to().address());
        put(json, "name", request.to().name());
        put(json, "userId", request.userId());
        Locale locale = request.locale();
        put(json, "locale", locale == null ? null : locale.toLanguageTag());
        json.put("notAfter", request.notAfter().toString());
        json.set("values", request.values());
        return new Event(request.key(), SOURCE, EmailRequest.TYPE, Rfc3339.now(), request.recipientId(), Json.of(json));
    }

    private static void put(ObjectNode json, String field, @Nullable String value) {
        if (value != null) {
            json.put(field, value);
        }
    }

    /**
     * The request that an event carries.
     *
     * @param recipientId the record's key
     * @throws IllegalArgumentException naming the field that is wrong
     */
    public static EmailRequest read(String recipientId, Event event) {
        JsonNode json = event.data().tree();
        try {
            return new EmailRequest(
                    event.id(),
                    text(json, "rule"),
                    text(json, "template"),
                    new Category(text(json, "category"), json.path("critical").asBoolean()),
                    OnUnknown.valueOf(text(json, "onUnknown")),
                    throttle(json.get("throttle")),
                    new EmailAddress(text(json, "address"), optional(json, "name")),
                    recipientId,
                    optional(json, "userId"),
                    json.hasNonNull("locale") ? Locale.forLanguageTag(text(json, "locale")) : null,
                    Instant.parse(text(json, "notAfter")),
                    values(json));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("notAfter or throttle: no time", e);
        }
    }

    private static Optional<Throttle> throttle(@Nullable JsonNode json) {
        return json == null
                ? Optional.empty()
                : Optional.of(new Throttle(json.path("most").asInt(), Duration.parse(text(json, "per"))));
    }

    private static String text(JsonNode json, String field) {
        JsonNode value = json.get(field);
        if (value == null || !value.isTextual()) {
            throw new IllegalArgumentException(field + ": missing");
        }
        return value.textValue();
    }

    private static @Nullable String optional(JsonNode json, String field) {
        return json.hasNonNull(field) ? text(json, field) : null;
    }

    private static ObjectNode values(JsonNode json) {
        if (json.get("values") instanceof ObjectNode values) {
            return values;
        }
        throw new IllegalArgumentException("values: missing");
    }
}
