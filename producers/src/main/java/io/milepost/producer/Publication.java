package io.milepost.producer;

import io.milepost.event.Json;
import io.milepost.trace.TraceContext;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An event to be published.
 *
 * @param stream the stream's name, such as {@code activity}
 * @param key the entity that it is about; events of one key stay in order
 * @param type what happened, such as {@code activity-logged}
 * @param data the details
 * @param id unique within the source; null draws one
 * @param time when it happened, RFC 3339; null means now
 * @param subject what it happened to, within the source
 * @param trace of which trace it is part; null for the one that the publishing thread is in, if it is in one
 */
public record Publication(
        String stream,
        String key,
        String type,
        Json data,
        @Nullable String id,
        @Nullable String time,
        @Nullable String subject,
        @Nullable TraceContext trace) {
    /** An event of the trace that the publishing thread is in. */
    public Publication(
            String stream,
            String key,
            String type,
            Json data,
            @Nullable String id,
            @Nullable String time,
            @Nullable String subject) {
        this(stream, key, type, data, id, time, subject, null);
    }

    /** Refuses nulls where a value is needed. */
    public Publication {
        Objects.requireNonNull(stream);
        Objects.requireNonNull(key);
        Objects.requireNonNull(type);
        Objects.requireNonNull(data);
    }

    /** An event that happens now. */
    public static Publication of(String stream, String key, String type, Json data) {
        return new Publication(stream, key, type, data, null, null, null);
    }

    /** The same as part of this trace. */
    public Publication within(TraceContext other) {
        return new Publication(stream, key, type, data, id, time, subject, other);
    }
}
