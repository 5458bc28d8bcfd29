package io.milepost.event;

import io.milepost.trace.TraceContext;
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
 * @param pusher what only Pusher's clients have to know of it, if there is anything
 * @param trace of which trace it is part; null if it does not say, or not as W3C has it
 */
public record Event(
        String id,
        String source,
        String type,
        String time,
        @Nullable String subject,
        @Nullable String userId,
        Json data,
        @Nullable PusherMark pusher,
        @Nullable TraceContext trace) {
    /** An event that is part of no trace. */
    public Event(
            String id,
            String source,
            String type,
            String time,
            @Nullable String subject,
            @Nullable String userId,
            Json data,
            @Nullable PusherMark pusher) {
        this(id, source, type, time, subject, userId, data, pusher, null);
    }

    /** An event that is part of no trace, and of which Pusher's clients have to know no more than others. */
    public Event(
            String id,
            String source,
            String type,
            String time,
            @Nullable String subject,
            @Nullable String userId,
            Json data) {
        this(id, source, type, time, subject, userId, data, null, null);
    }

    /** An event that no client published. */
    public Event(String id, String source, String type, String time, @Nullable String subject, Json data) {
        this(id, source, type, time, subject, null, data);
    }

    /** The same as part of this trace. */
    public Event within(@Nullable TraceContext other) {
        return new Event(id, source, type, time, subject, userId, data, pusher, other);
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
