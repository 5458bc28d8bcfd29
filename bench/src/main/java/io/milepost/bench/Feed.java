package io.milepost.bench;

/** Where events go in. */
interface Feed extends AutoCloseable {
    /**
     * Sends one on its way, without waiting for it.
     *
     * @param key whose it is; decides the channel
     * @param data JSON
     */
    void publish(String key, String data);

    /** Returns when all has been sent. */
    @Override
    void close();
}
