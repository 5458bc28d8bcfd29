package io.milepost.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.milepost.event.Decoded.Broken;
import io.milepost.event.Decoded.Intact;
import java.nio.ByteBuffer;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** The attributes of one event while they are gathered. */
final class Attributes {
    @Nullable
    String specVersion;

    @Nullable
    String id;

    @Nullable
    String source;

    @Nullable
    String type;

    @Nullable
    String time;

    @Nullable
    String subject;

    @Nullable
    String contentType;

    void take(Header header) {
        switch (header.key()) {
            case "ce_specversion" -> specVersion = text(header);
            case "ce_id" -> id = text(header);
            case "ce_source" -> source = text(header);
            case "ce_type" -> type = text(header);
            case "ce_time" -> time = text(header);
            case "ce_subject" -> subject = text(header);
            case "content-type" -> contentType = text(header);
            default -> {}
        }
    }

    boolean isStructured() {
        return contentType != null && contentType.startsWith("application/cloudevents");
    }

    /**
     * Puts the event together. A time that is missing or unreadable is replaced by the record's: it is not worth an event.
     *
     * @param recordTime milliseconds since 1970
     */
    Decoded complete(@Nullable ByteBuffer value, long recordTime) {
        if (specVersion != null && !specVersion.equals("1.0")) {
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
            Json data = value == null ? Json.NULL : Json.of(value);
            return new Intact(new Event(id, source, type, at, subject, data));
        } catch (InvalidJsonException e) {
            return new Broken("the value is " + e.getMessage());
        }
    }

    private static @Nullable String text(Header header) {
        byte[] value = header.value();
        return value == null ? null : new String(value, UTF_8);
    }

    private static boolean isJson(@Nullable String contentType) {
        if (contentType == null) {
            return true;
        }
        int end = contentType.indexOf(';');
        String media = (end < 0 ? contentType : contentType.substring(0, end)).trim();
        return media.equals("application/json") || media.equals("text/json") || media.endsWith("+json");
    }
}
