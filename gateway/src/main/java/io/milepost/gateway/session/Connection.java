package io.milepost.gateway.session;

import io.milepost.gateway.shard.Subscriber;

/** The transport under a session. Confined to the shard's event loop. */
public abstract class Connection extends Subscriber {
    /** In one word, how it is carried. */
    protected abstract String transport();

    /** Whether it is a connection in its client's eyes, and not one request of many. */
    protected boolean isLasting() {
        return true;
    }

    /** Goes on or stops taking frames from the client; what has been read already may still come. */
    protected abstract void reading(boolean on);

    /** Sends what was written, says goodbye with a WebSocket close code, and ends when the client has answered. */
    protected abstract void close(int code, String reason);

    /** Whether it takes no more at present. */
    final boolean isFull() {
        return !isWritable();
    }

    /** Ends without a word, because nobody listens. */
    protected abstract void abort();

    /** Asks the far end whether it is there; its answer counts as {@link #lastSignOfLife}. */
    protected abstract void ping();

    /** Sends what was written. */
    final void sendNow() {
        flush();
    }

    /** Asks the far end to say when it has got what was written before; leaves with the next {@link #flush}. */
    protected void askForReceipt() {}

    /** When the far end last sent something or took something, by {@link System#nanoTime}. */
    protected abstract long lastSignOfLife();
}
