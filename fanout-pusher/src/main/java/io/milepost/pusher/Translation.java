package io.milepost.pusher;

import io.milepost.fanout.Failure;

/** What a delivery is for Pusher. */
sealed interface Translation {
    /**
     * It can be sent.
     *
     * @param message the event in Pusher's words
     */
    record Sendable(Message message) implements Translation {}

    /**
     * Pusher would never take it.
     *
     * @param failure why
     */
    record Unsendable(Failure failure) implements Translation {}

    static Translation unsendable(String code, String message) {
        return new Unsendable(Failure.of(code, message));
    }
}
