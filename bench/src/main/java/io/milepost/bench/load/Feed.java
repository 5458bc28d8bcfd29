package io.milepost.bench.load;

import java.util.concurrent.CompletionStage;

/** Where events go in. */
public interface Feed extends AutoCloseable {
    /**
     * Sends one on its way, without waiting for it.
     *
     * @param key whose it is; decides the channel
     * @param data JSON
     * @return done when the far side has it, as far as it tells
     */
    CompletionStage<?> publish(String key, String data);

    /** Returns when all has been sent. */
    @Override
    void close();
}
