package io.milepost.gateway.publish;

import io.milepost.channel.StreamSpec;
import io.milepost.event.Event;
import java.util.concurrent.CompletableFuture;

/** Writes events into the log. Any thread; never blocks. */
@FunctionalInterface
public interface Publisher {
    /** For a node that only reads. */
    Publisher NONE = (stream, key, event) ->
            CompletableFuture.failedFuture(new IllegalStateException("this node does not publish"));

    /**
     * Writes an event.
     *
     * @return completes when the log has it; fails if it has not, or nobody knows
     */
    CompletableFuture<?> publish(StreamSpec stream, String key, Event event);
}
