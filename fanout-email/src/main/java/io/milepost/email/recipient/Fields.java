package io.milepost.email.recipient;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.IllformedLocaleException;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The fields of a JSON object, read one by one. What is missing or wrong is an {@link UnreadableException} that names it. */
final class Fields {
    private final String prefix;
    private final JsonNode object;

    private Fields(String prefix, JsonNode object) {
        this.prefix = prefix;
        this.object = object;
    }

    static Fields of(JsonNode tree) {
        if (!tree.isObject()) {
            throw new UnreadableException("not a JSON object");
        }
        return new Fields("", tree);
    }

    /** An object to write into. */
    static ObjectNode fresh() {
        return JsonNodeFactory.instance.objectNode();
    }

    @Nullable
    String optional(String name) {
        JsonNode value = get(name);
        if (value == null) {
            return null;
        }
        if (!value.isTextual()) {
            throw new UnreadableException(prefix + name + ": not a string");
        }
        return value.textValue();
    }

    String text(String name) {
        return there(name, optional(name));
    }

    @Nullable
    Instant optionalTime(String name) {
        return parsed(name, "a time such as 2026-01-31T12:00:00Z", Instant::parse);
    }

    Instant time(String name) {
        return there(name, optionalTime(name));
    }

    @Nullable
    Locale locale(String name) {
        return parsed(name, "a language such as de or pt-BR", Fields::language);
    }

    @Nullable
    ZoneId zone(String name) {
        return parsed(name, "a time zone such as Europe/Berlin", ZoneId::of);
    }

    /** One of an enum's names, in lower case. */
    <E extends Enum<E>> E choice(String name, E[] choices) {
        String text = text(name);
        return Arrays.stream(choices)
                .filter(choice -> word(choice).equals(text))
                .findFirst()
                .orElseThrow(() -> new UnreadableException(prefix + name + ": not one of "
                        + String.join(
                                ", ", Arrays.stream(choices).map(Fields::word).toList())));
    }

    /** An enum's name as it is written. */
    static String word(Enum<?> choice) {
        return choice.name().toLowerCase(Locale.ROOT);
    }

    /** The object under a name; an empty one if there is none. */
    Fields object(String name) {
        JsonNode value = get(name);
        if (value != null && !value.isObject()) {
            throw new UnreadableException(prefix + name + ": not an object");
        }
        return new Fields(prefix + name + ".", value == null ? fresh() : value);
    }

    boolean has(String name) {
        return get(name) != null;
    }

    /** Shows each name and what stands under it. */
    void each(BiConsumer<String, JsonNode> to) {
        for (Iterator<Map.Entry<String, JsonNode>> all = object.fields(); all.hasNext(); ) {
            Map.Entry<String, JsonNode> field = all.next();
            to.accept(field.getKey(), field.getValue());
        }
    }

    /** A fault of a field. */
    UnreadableException fault(String name, String what) {
        return new UnreadableException(prefix + name + ": " + what);
    }

    @Nullable
    JsonNode get(String name) {
        JsonNode value = object.get(name);
        return value == null || value.isNull() ? null : value;
    }

    private <T> @Nullable T parsed(String name, String expected, Function<String, T> parser) {
        String text = optional(name);
        try {
            return text == null ? null : parser.apply(text);
        } catch (DateTimeException | IllformedLocaleException e) {
            throw new UnreadableException(prefix + name + ": not " + expected);
        }
    }

    private static Locale language(String tag) {
        if (tag.isBlank() || tag.length() > NoticeBounds.MOST_NAME) {
            throw new IllformedLocaleException();
        }
        return new Locale.Builder().setLanguageTag(tag).build();
    }

    private <T> T there(String name, @Nullable T value) {
        if (value == null) {
            throw new UnreadableException(prefix + name + ": missing");
        }
        return value;
    }
}
