package io.milepost.email.provider.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.email.EmailException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What an answer says, or an {@link EmailException} if it does not say it. */
public final class Json {
    private static final int MOST_CHARS = 1_000;

    private Json() {}

    /** The objects of an array; what is no array fails with {@link EmailException.Unavailable}. */
    public static List<JsonNode> objects(JsonNode array) {
        if (!array.isArray()) {
            throw new EmailException.Unavailable("an answer was not understood", null);
        }
        return elements(array).filter(JsonNode::isObject).toList();
    }

    /** A text; one that is not there fails with {@link EmailException.Unavailable}. */
    public static String text(JsonNode object, String name) {
        JsonNode value = object.path(name);
        if (!value.isTextual() || value.textValue().isBlank()) {
            throw new EmailException.Unavailable("an answer was not understood: " + name + " is missing", null);
        }
        return value.textValue();
    }

    /** What a provider calls a message; a message without it may have been sent, and fails with {@link EmailException.Unknown}. */
    public static String messageId(JsonNode id) {
        String text = id.asText("");
        if (!id.isTextual() || text.isBlank() || text.length() > MOST_CHARS) {
            throw new EmailException.Unknown("an answer was not understood", null);
        }
        return text;
    }

    /** A date and time; the epoch if it is none. */
    public static Instant instant(JsonNode value) {
        try {
            return OffsetDateTime.parse(value.asText("")).toInstant();
        } catch (DateTimeException e) {
            return Instant.EPOCH;
        }
    }

    private static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
