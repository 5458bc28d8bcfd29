package io.milepost.service;

import java.util.concurrent.CompletionStage;

/** Something outside that a domain service uses. Any thread may call it. */
public interface Service extends AutoCloseable {
    /**
     * Asks the provider whether it would serve now. Changes nothing there.
     *
     * @return completes with what is known; a stage that fails counts as not healthy
     */
    CompletionStage<Health> health();

    /** Ends what is under way, gives back threads and connections. Calling it again does nothing. */
    @Override
    void close();
}
