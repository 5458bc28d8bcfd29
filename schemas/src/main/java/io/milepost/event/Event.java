package io.milepost.event;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A CloudEvents 1.0 event with JSON data. {@code (source, id)} is its identity.
 *
 * @param id unique within its source
 * @param source who says it, a URI reference
 * @param type what happened, such as {@code activity-logged}
 * @param time when it happened: RFC 3339 in UTC, as {@link Rfc3339#normalise} gives it
 * @param subject what it happened to, within the source
 * @param userId whose doing it was, if a client published it: stamped by the gateway, never taken from the client
 * @param data the details
 */
public record Event(
        String id,
        String source,
        String type,
        String time,
        @Nullable String subject,
        @Nullable String userId,
        Json data) {
    /** An event that no client published. */
    public Event(String id, String source, String type, String time, @Nullable String subject, Json data) {
        this(id, source, type, time, subject, null, data);
    }

    /** Refuses nulls. */
    public Event {
        Objects.requireNonNull(id);
        Objects.requireNonNull(source);
        Objects.requireNonNull(type);
        Objects.requireNonNull(time);
        Objects.requireNonNull(data);
    }
}
