package io.milepost.log.peer;

import java.util.concurrent.CompletableFuture;

/**
 * All nodes of a gateway, as one of them speaks to them and hears them. What a node says comes back to it too. Any thread; nothing
 * here waits for Kafka.
 */
public interface Peers {
    /** For a node that is alone: nobody hears, and nothing is heard. */
    Peers NONE = new Peers() {
        @Override
        public String self() {
            return "";
        }

        @Override
        public void listen(Listener listener) {
            // Nobody says anything.
        }

        @Override
        public void state(byte[] statement) {
            // Nobody hears it.
        }

        @Override
        public boolean isSettled() {
            return true;
        }

        @Override
        public CompletableFuture<?> signal(byte[] signal) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletableFuture<Void> ready() {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public long dropped() {
            return 0;
        }
    };

    /** Hears what nodes say, all of it on one thread, in the order in which the log took it. */
    interface Listener {
        /**
         * A node has said how it stands.
         *
         * @param at when the log took it, in milliseconds since the epoch
         */
        void stated(String node, byte[] statement, long at);

        /** Another node has passed on what is only for those who are there. */
        void signalled(String node, byte[] signal);
    }

    /** What this node is called, and no other ever is: a process that starts again is another node. */
    String self();

    /** Begins to hear: what was stated before, of the last minutes, and then all that is said. To be called once. */
    void listen(Listener listener);

    /** Says how this node stands. What Kafka does not take is lost, and so is missing from the order of statements. */
    void state(byte[] statement);

    /** Whether nothing that was stated is on its way any longer. */
    boolean isSettled();

    /**
     * Passes a signal on. It is dropped if too much waits already, or if Kafka does not take it within seconds.
     *
     * @return completes when Kafka has it, and fails if it is dropped
     */
    CompletableFuture<?> signal(byte[] signal);

    /** Completes when everything has been heard that had been stated when it began to hear. */
    CompletableFuture<Void> ready();

    /** Statements that Kafka did not take. What they said is said again. */
    default long unheard() {
        return 0;
    }

    /** Signals dropped on their way out, or passed over because they came late. */
    long dropped();
}
