package io.milepost.email.recipient;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.email.SuppressedEmail.Reason;
import io.milepost.event.InvalidJsonException;
import io.milepost.event.Json;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A recipient's state as it stands on its topic: a JSON object without what is empty. What is not known in it is passed over,
 * so that an older instance can read what a newer one wrote.
 */
public final class RecipientStateJson {
    private RecipientStateJson() {}

    /** Writes a state, for the value of a record. */
    public static byte[] write(RecipientState state) {
        ObjectNode json = Fields.fresh();
        if (!state.address().isEmpty()) {
            json.put("address", state.address());
        }
        Suppressions suppressions = state.suppressions();
        suppressions
                .told()
                .forEach((reason, suppression) -> put(json.withObject("/told"), Fields.word(reason), suppression));
        if (!suppressions.softBounces().isEmpty()) {
            ArrayNode bounces = json.putArray("softBounces");
            suppressions.softBounces().forEach(at -> bounces.add(at.toString()));
        }
        put(json, "soft", suppressions.soft());
        put(json, "delivered", suppressions.delivered());
        put(json, "lifted", suppressions.lifted());
        Preferences preferences = state.preferences();
        preferences.categories().forEach((name, said) -> {
            ObjectNode categories =
                    json.has("categories") ? (ObjectNode) json.get("categories") : json.putObject("categories");
            put(categories, name, said, Fields::word);
        });
        put(json, "locale", preferences.locale(), Locale::toLanguageTag);
        put(json, "zone", preferences.zone(), zone -> zone.getId());
        return json.toString().getBytes(UTF_8);
    }

    private static void put(ObjectNode json, String name, @Nullable Suppression suppression) {
        if (suppression != null) {
            ObjectNode written = json.putObject(name);
            put(written, "since", suppression.since());
            put(written, "until", suppression.until());
        }
    }

    private static void put(ObjectNode json, String name, @Nullable Instant time) {
        if (time != null) {
            json.put(name, time.toString());
        }
    }

    private static <T> void put(
            ObjectNode json, String name, Preferences.@Nullable Said<T> said, Function<? super T, String> writer) {
        if (said != null) {
            put(json.putObject(name).put("is", writer.apply(said.what())), "at", said.at());
        }
    }

    /**
     * Reads a state.
     *
     * @throws UnreadableException if it is none
     */
    public static RecipientState read(byte[] value) {
        Fields fields;
        try {
            fields = Fields.of(Json.of(ByteBuffer.wrap(value)).tree());
        } catch (InvalidJsonException e) {
            throw new UnreadableException(String.valueOf(e.getMessage()));
        }
        String address = fields.optional("address");
        return new RecipientState(address == null ? "" : address, suppressions(fields), preferences(fields));
    }

    private static Suppressions suppressions(Fields fields) {
        Map<Reason, Suppression> told = new EnumMap<>(Reason.class);
        for (Reason reason : Reason.values()) {
            Suppression suppression = suppression(fields.object("told"), Fields.word(reason));
            if (suppression != null) {
                told.put(reason, suppression);
            }
        }
        Suppressions read = new Suppressions(
                told,
                times(fields),
                suppression(fields, "soft"),
                fields.optionalTime("delivered"),
                fields.optionalTime("lifted"));
        return read.equals(Suppressions.NONE) ? Suppressions.NONE : read;
    }

    private static @Nullable Suppression suppression(Fields fields, String name) {
        if (!fields.has(name)) {
            return null;
        }
        Fields said = fields.object(name);
        return new Suppression(said.time("since"), said.optionalTime("until"));
    }

    private static List<Instant> times(Fields fields) {
        JsonNode array = fields.get("softBounces");
        List<Instant> times = new ArrayList<>();
        if (array != null) {
            for (JsonNode time : array) {
                try {
                    times.add(Instant.parse(time.asText()));
                } catch (DateTimeException e) {
                    throw fields.fault("softBounces", "not a list of times");
                }
            }
        }
        return times;
    }

    /** Names that are the same for many recipients are kept once. */
    private static Preferences preferences(Fields fields) {
        Map<String, Preferences.Said<Preferences.Wish>> categories = new HashMap<>();
        Fields said = fields.object("categories");
        said.each((name, value) -> {
            Fields wish = said.object(name);
            categories.put(
                    name.intern(),
                    new Preferences.Said<>(wish.choice("is", Preferences.Wish.values()), wish.time("at")));
        });
        Fields locale = fields.object("locale");
        Fields zone = fields.object("zone");
        Preferences read = new Preferences(categories, said(locale, locale.locale("is")), said(zone, zone.zone("is")));
        return read.equals(Preferences.NONE) ? Preferences.NONE : read;
    }

    private static <T> Preferences.@Nullable Said<T> said(Fields fields, @Nullable T what) {
        return what == null ? null : new Preferences.Said<>(what, fields.time("at"));
    }
}
