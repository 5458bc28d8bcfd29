package io.milepost.service.realtime;

import java.time.Instant;
import java.util.List;

/**
 * What a provider tells, in one request.
 *
 * @param time when it was sent
 * @param events in the order they stand in
 */
public record Webhook(Instant time, List<WebhookEvent> events) {
    /** Copies the list. */
    public Webhook {
        events = List.copyOf(events);
    }

    /**
     * Reads a body: {@code {"time_ms":…,"events":[{"name":"channel_occupied","channel":…},…]}}, Pusher's format.
     *
     * @throws RealtimeException {@code TOO_LARGE} above 1 MiB, {@code INVALID_DATA} with the field that is wrong
     */
    public static Webhook parse(byte[] body) {
        return WebhookReader.read(body);
    }
}
