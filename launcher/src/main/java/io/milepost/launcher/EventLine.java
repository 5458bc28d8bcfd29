package io.milepost.launcher;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.milepost.event.Json;
import io.milepost.producer.Publication;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An event as a line of JSON: {@code {"stream","key","type","data","id","time","subject"}}, the first three needed. */
final class EventLine {
    private static final ObjectReader JSON = new ObjectMapper()
            .reader()
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .with(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    private static final Set<String> FIELDS = Set.of("stream", "key", "type", "data", "id", "time", "subject");

    private EventLine() {}

    /** A line that is no event. The message begins with the field that is wrong. */
    static final class InvalidLineException extends Exception {
        InvalidLineException(String message) {
            super(message);
        }
    }

    static Publication parse(String line) throws InvalidLineException {
        JsonNode event;
        try {
            event = JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new InvalidLineException("not one JSON object: " + e.getOriginalMessage());
        } catch (NumberFormatException e) {
            throw new InvalidLineException("not one JSON object: a number whose exponent nothing can hold");
        }
        if (!event.isObject()) {
            throw new InvalidLineException("not one JSON object");
        }
        for (var fields = event.fieldNames(); fields.hasNext(); ) {
            String field = fields.next();
            if (!FIELDS.contains(field)) {
                throw new InvalidLineException(field + ": there is no such field");
            }
        }
        JsonNode data = event.get("data");
        return new Publication(
                needed(event, "stream"),
                needed(event, "key"),
                needed(event, "type"),
                data == null ? Json.of("{}") : Json.of(data),
                text(event, "id"),
                text(event, "time"),
                text(event, "subject"));
    }

    private static String needed(JsonNode event, String field) throws InvalidLineException {
        String text = text(event, field);
        if (text == null) {
            throw new InvalidLineException(field + ": missing");
        }
        return text;
    }

    private static @Nullable String text(JsonNode event, String field) throws InvalidLineException {
        JsonNode value = event.get(field);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isTextual()) {
            throw new InvalidLineException(field + ": a string is expected");
        }
        return value.textValue();
    }
}
