package io.milepost.fanout;

/**
 * Something that carries events out of Kafka, from its start to its close. Whoever only delivers events one by one or in
 * batches writes a {@link Sink} instead, and gets the fan-out made around it.
 */
public interface Fanout extends AutoCloseable {
    /** Begins to work, and returns at once. Called once. */
    void start();

    /** How it is doing now. Any thread; never blocks. */
    Health health();

    /** Finishes what is under way, for a bounded time, gives back the rest and returns when nothing of it runs any more. */
    @Override
    void close();
}
