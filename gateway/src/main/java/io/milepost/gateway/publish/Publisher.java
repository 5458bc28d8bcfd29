package io.milepost.gateway.publish;

import io.milepost.channel.StreamSpec;
import io.milepost.event.Event;
import io.milepost.event.Json;
import io.milepost.schema.DataFault;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Writes events into the log. Any thread; never blocks. */
@FunctionalInterface
public interface Publisher {
    /** For a node that only reads. */
    Publisher NONE = (stream, key, event) ->
            CompletableFuture.failedFuture(new IllegalStateException("this node does not publish"));

    /**
     * What is wrong with the data of an event that is to be written, by path; empty if nothing. Said without a look at the
     * log, within microseconds.
     */
    default List<DataFault> faults(String type, Json data) {
        return List.of();
    }

    /** Why events are not taken for now, in words for an operator; null if they are, as far as is known. */
    default @Nullable String away() {
        return null;
    }

    /**
     * Writes an event whose data nothing is wrong with.
     *
     * @return completes when the log has it; fails if it has not, or nobody knows
     */
    CompletableFuture<?> publish(StreamSpec stream, String key, Event event);
}
