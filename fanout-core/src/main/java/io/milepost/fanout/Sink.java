package io.milepost.fanout;

import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The far side of a fan-out: takes events and says how it went. The runtime around it keeps the order of each lane, retries,
 * pauses, dead-letters and commits, so a sink does none of that, and above all never retries by itself.
 *
 * <p>Several calls may be under way at once, but never two with events of the same lane. A redriven event is outside its key's
 * lane: it comes when a person sends it, whatever else is under way.
 */
public interface Sink extends AutoCloseable {
    /**
     * Delivers events. Must not block: the caller has other sinks' work to do. It must end by itself, within the far side's
     * time-out; the runtime's own is there for sinks that hang.
     *
     * @param batch at least one event and at most as many as {@link SinkProvider#defaults} or configuration says; events
     *     of one lane stand in their order. When one of them is to be tried again, those of its lane behind it must not be
     *     delivered in this call either, and are answered with {@link Outcome.Untried}; behind a rejected one a sink may go
     *     on
     * @return one outcome for each event, in the same order. A stage that fails, and an exception thrown, stand for
     *     {@link Outcome.RetryAfter} for all of them
     */
    CompletionStage<List<Outcome>> deliver(List<Delivery> batch);

    /**
     * The events of a partition that are not finished will be delivered again, most likely to another instance: what of them
     * waits here need not go out. Must not block.
     */
    default void forget(String topic, int partition) {}

    /** Lets go of what it holds. Called once, after the last delivery has ended. */
    @Override
    void close();
}
