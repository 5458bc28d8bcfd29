package io.milepost.email.provider;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The time in which a call may hand its message over, and whether it has. Written by the thread that calls; whoever waits for
 * the call shuts the window when it has waited long enough. Any thread.
 */
public final class SendWindow {
    private enum State {
        OPEN,
        HANDED_OVER,
        SHUT
    }

    private final long opened = System.nanoTime();
    private final long length;
    private final AtomicReference<State> state = new AtomicReference<>(State.OPEN);

    /** A window that opens now, for so long. */
    public SendWindow(Duration length) {
        this.length = length.toNanos();
    }

    /**
     * Asks before each piece of the message is written that is not the last.
     *
     * @throws IOException if the window has ended; write nothing more, so that the message is never whole
     */
    public void check() throws IOException {
        if (System.nanoTime() - opened > length || state.get() == State.SHUT) {
            throw new IOException("the message could not be handed over in time");
        }
    }

    /**
     * Asks before the last piece, after which the provider has all of the message.
     *
     * @throws IOException if the window has ended; do not write it
     */
    public void handOver() throws IOException {
        check();
        if (!state.compareAndSet(State.OPEN, State.HANDED_OVER) && state.get() == State.SHUT) {
            throw new IOException("the message could not be handed over in time");
        }
    }

    /** Whether the provider may have all of the message. */
    public boolean isHandedOver() {
        return state.get() == State.HANDED_OVER;
    }

    /** Ends it. Returns whether the message was not handed over, and now never will be. */
    boolean shut() {
        return state.compareAndSet(State.OPEN, State.SHUT) || state.get() == State.SHUT;
    }
}
