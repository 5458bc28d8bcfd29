package io.milepost.fanout;

import io.milepost.event.Event;
import java.time.Instant;

/**
 * An event on its way to a sink.
 *
 * @param stream the name of the stream it was written to
 * @param channel the channel that the stream's template makes of the key, such as {@code team-123}
 * @param key the record's key
 * @param event the event
 * @param position where it lies in Kafka: the same at every attempt, and so its identity for a sink that can drop doubles
 * @param recordedAt Kafka's time of the record
 * @param attempt 1 for the first
 * @param redriven whether a person has sent it again from the dead letters: it comes out of order
 */
public record Delivery(
        String stream,
        String channel,
        String key,
        Event event,
        Position position,
        Instant recordedAt,
        int attempt,
        boolean redriven) {
    /** Where the lane is: events of the same lane are delivered in order. */
    public String lane() {
        return stream + '/' + key;
    }
}
