package io.milepost.log.fact;

import io.milepost.event.Event;
import java.util.concurrent.CompletableFuture;

/** Where a node writes what is to be told elsewhere, and sees what all nodes have written. Any thread; nothing here waits for Kafka. */
public interface FactLog extends AutoCloseable {
    /** Nobody is told anything. */
    FactLog NONE = new FactLog() {
        @Override
        public void listen(Listener listener) {
            // Nothing is ever written.
        }

        @Override
        public boolean isRead() {
            return true;
        }

        @Override
        public CompletableFuture<?> write(String key, Event fact) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void close() {}
    };

    /** Who wants to know what is written, by this node or another. Called on one thread. */
    @FunctionalInterface
    interface Listener {
        /** This fact is in Kafka. */
        void written(String id, String type);
    }

    /** Begins to hear what was written in the last minutes, and then all that is. To be called once. */
    void listen(Listener listener);

    /** Whether all has been heard that had been written when it began to hear. */
    boolean isRead();

    /**
     * Writes a fact. Those of a key keep their order, unless one of them is not taken.
     *
     * @param key what it is about, such as an app's id
     * @return completes when Kafka has it, and fails if it does not take it within half a minute or too much waits already
     */
    CompletableFuture<?> write(String key, Event fact);

    /** What is on its way has two seconds. */
    @Override
    void close();
}
