package io.milepost.fanout;

import java.util.List;

/**
 * Something that carries events out of Kafka, from its start to its close. Whoever only delivers events one by one or in
 * batches writes a {@link Sink} instead, and gets the fan-out made around it.
 */
public interface Fanout extends AutoCloseable {
    /** Begins to work, and returns at once. Called once. */
    void start();

    /** How it is doing now. Any thread; never blocks. */
    Health health();

    /**
     * What the world may call it by over HTTP, such as webhooks: served by whoever runs it, from its start to its close. The
     * same list at every call.
     */
    default List<Endpoint> endpoints() {
        return List.of();
    }

    /** Finishes what is under way, for a bounded time, gives back the rest and returns when nothing of it runs any more. */
    @Override
    void close();
}
