package io.milepost.event;

import io.milepost.event.Decoded.Broken;
import io.milepost.event.Decoded.Intact;
import io.milepost.trace.TraceContext;
import java.nio.ByteBuffer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a record says of its event besides the data, as it stands there. */
record Attributes(
        @Nullable String specVersion,
        @Nullable String id,
        @Nullable String source,
        @Nullable String type,
        @Nullable String time,
        @Nullable String subject,
        @Nullable String userId,
        @Nullable PusherMark pusher,
        @Nullable String contentType,
        @Nullable TraceContext trace) {
    /**
     * Puts the event together. A time that is missing or unreadable is replaced by the record's: it is not worth an event.
     *
     * @param data null for an event without
     * @param recordTime milliseconds since 1970
     */
    Decoded with(@Nullable ByteBuffer data, long recordTime) {
        if (specVersion == null || !specVersion.equals("1.0")) {
            return new Broken("specversion is not 1.0");
        }
        if (id == null || id.isEmpty()) {
            return new Broken("id is missing");
        }
        if (source == null || source.isEmpty()) {
            return new Broken("source is missing");
        }
        if (type == null || type.isEmpty()) {
            return new Broken("type is missing");
        }
        if (ReservedTypes.contains(type)) {
            return new Broken("type " + type + " is reserved for the gateway's own frames");
        }
        if (!isJson(contentType)) {
            return new Broken("the content type is not JSON");
        }
        String given = time == null ? null : Rfc3339.normalise(time);
        String at = given == null ? Rfc3339.of(recordTime) : given;
        try {
            Json json = data == null ? Json.NULL : Json.of(data);
            return new Intact(new Event(id, source, type, at, subject, userId, json, pusher, trace));
        } catch (InvalidJsonException e) {
            return new Broken("the value is " + e.getMessage());
        }
    }

    private static boolean isJson(@Nullable String contentType) {
        if (contentType == null) {
            return true;
        }
        int end = contentType.indexOf(';');
        String media =
                (end < 0 ? contentType : contentType.substring(0, end)).trim().toLowerCase(Locale.ROOT);
        return media.equals("application/json") || media.equals("text/json") || media.endsWith("+json");
    }
}
