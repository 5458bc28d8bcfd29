package io.milepost.email.webhook;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A JSON object that came from outside, read field by field. What is missing or of another type is named by a
 * {@link MalformedException}; a field that is null counts as missing.
 *
 * @param path where it stands, for messages: empty, or such as {@code bounce.}
 * @param node an object
 */
record Fields(String path, JsonNode node) {
    /** The most characters that are kept of a text which identifies something. */
    static final int MOST_CHARS = 512;

    private static final int MOST_DEPTH = 32;
    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MOST_DEPTH)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** A body that is one object. */
    static Fields object(byte[] body) {
        return new Fields("", expect(parse(body), JsonNodeType.OBJECT, "the body"));
    }

    /** A body that is an array of objects. */
    static List<Fields> array(byte[] body) {
        return elements("", "the body", expect(parse(body), JsonNodeType.ARRAY, "the body"));
    }

    private static JsonNode parse(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            throw new MalformedException("the body is not JSON, or nested more than " + MOST_DEPTH + " deep");
        }
    }

    /** A short text that must be there and not be empty. */
    String text(String name) {
        String text = optionalText(name).orElseThrow(() -> new MalformedException(path + name + " is missing"));
        if (text.length() > MOST_CHARS) {
            throw new MalformedException(path + name + " has more than " + MOST_CHARS + " characters");
        }
        return text;
    }

    /** A text, if it is there and not empty. */
    Optional<String> optionalText(String name) {
        return there(name)
                .map(value -> expect(value, JsonNodeType.STRING, path + name).textValue())
                .filter(text -> !text.isBlank());
    }

    /** A date and time with its zone. */
    Instant instant(String name) {
        try {
            return OffsetDateTime.parse(text(name)).toInstant();
        } catch (DateTimeException e) {
            throw new MalformedException(path + name + " is no date and time of ISO 8601");
        }
    }

    /** Seconds since 1970. */
    Instant epochSecond(String name) {
        JsonNode value = there(name).orElseThrow(() -> new MalformedException(path + name + " is missing"));
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw new MalformedException(path + name + " is no whole number");
        }
        try {
            return Instant.ofEpochSecond(value.longValue());
        } catch (DateTimeException e) {
            throw new MalformedException(path + name + " is no time");
        }
    }

    /** Whether a field is there and true. */
    boolean flag(String name) {
        return there(name)
                .map(value -> expect(value, JsonNodeType.BOOLEAN, path + name).booleanValue())
                .orElse(false);
    }

    /** An object that must be there. */
    Fields object(String name) {
        return optionalObject(name).orElseThrow(() -> new MalformedException(path + name + " is missing"));
    }

    /** An object, if it is there. */
    Optional<Fields> optionalObject(String name) {
        return there(name).map(value -> new Fields(path + name + ".", expect(value, JsonNodeType.OBJECT, path + name)));
    }

    /** An array of objects that must be there. */
    List<Fields> objects(String name) {
        return elements(path, path + name, array(name));
    }

    /** An array of short texts that must be there. */
    List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        for (JsonNode element : array(name)) {
            String text = expect(element, JsonNodeType.STRING, path + name).textValue();
            if (text.isBlank() || text.length() > MOST_CHARS) {
                throw new MalformedException(path + name + " holds a text that is empty or too long");
            }
            texts.add(text);
        }
        return texts;
    }

    private JsonNode array(String name) {
        JsonNode value = there(name).orElseThrow(() -> new MalformedException(path + name + " is missing"));
        return expect(value, JsonNodeType.ARRAY, path + name);
    }

    /** Those of its fields whose value is a text, by name. */
    Map<String, String> textFields() {
        Map<String, String> texts = new LinkedHashMap<>();
        node.properties().forEach(field -> {
            if (field.getValue().isTextual()) {
                texts.put(field.getKey(), field.getValue().textValue());
            }
        });
        return texts;
    }

    private Optional<JsonNode> there(String name) {
        return Optional.ofNullable(node.get(name)).filter(value -> !value.isNull());
    }

    private static List<Fields> elements(String path, String name, JsonNode array) {
        List<Fields> elements = new ArrayList<>();
        for (JsonNode element : array) {
            elements.add(new Fields(
                    (path.isEmpty() ? "" : name + "[]."), expect(element, JsonNodeType.OBJECT, name + "[]")));
        }
        return elements;
    }

    private static JsonNode expect(JsonNode value, JsonNodeType type, String name) {
        if (value == null || value.getNodeType() != type) {
            throw new MalformedException(
                    name + " is not of the type " + type.name().toLowerCase(Locale.ROOT));
        }
        return value;
    }
}
