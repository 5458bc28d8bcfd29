package io.milepost.fanout.trail;

/** Takes note of what a fan-out does. Never fails and never holds anybody up: what cannot be noted is dropped and counted. */
public interface Trail extends AutoCloseable {
    /** Notes nothing. */
    Trail NONE = step -> {};

    /** Notes a step. Any thread. */
    void note(TrailStep step);

    @Override
    default void close() {}
}
