package io.milepost.email.rule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Recipients in JSON: an address, an object {@code {address|email, name, userId|id, locale, zone|timeZone, …}}, or a list of
 * those. A language or a zone that is none counts as not said.
 *
 * @param recipients those who could be read
 * @param unfit how many could not
 */
record RecipientReader(List<Recipient> recipients, int unfit) {
    static RecipientReader read(JsonNode json) {
        List<Recipient> read = new ArrayList<>();
        int unfit = 0;
        for (JsonNode one : json.isArray() ? json : List.of(json)) {
            Recipient recipient = one(one);
            if (recipient != null) {
                read.add(recipient);
            } else if (!one.isNull()) {
                unfit++;
            }
        }
        return new RecipientReader(read, unfit);
    }

    private static @Nullable Recipient one(JsonNode json) {
        ObjectNode values = json.isObject() ? json.deepCopy() : JsonNodeFactory.instance.objectNode();
        String address = json.isTextual() ? json.textValue() : text(json, "address", "email");
        if (address == null || address.isBlank()) {
            return null;
        }
        values.remove("email");
        values.put("address", address.strip());
        return new Recipient(
                address.strip(),
                text(json, "name"),
                text(json, "userId", "id"),
                locale(text(json, "locale")),
                zone(text(json, "zone", "timeZone")),
                values);
    }

    /** The first of these fields that says something. */
    private static @Nullable String text(JsonNode json, String... fields) {
        for (String field : fields) {
            JsonNode value = json.path(field);
            if ((value.isTextual() || value.isIntegralNumber())
                    && !value.asText().isBlank()) {
                return value.asText();
            }
        }
        return null;
    }

    private static @Nullable Locale locale(@Nullable String tag) {
        Locale locale = tag == null ? Locale.ROOT : Locale.forLanguageTag(tag.replace('_', '-'));
        return locale.getLanguage().isEmpty() ? null : locale;
    }

    private static @Nullable ZoneId zone(@Nullable String name) {
        try {
            return name == null ? null : ZoneId.of(name);
        } catch (DateTimeException e) {
            return null;
        }
    }
}
