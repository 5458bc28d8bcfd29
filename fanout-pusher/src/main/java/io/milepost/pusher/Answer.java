package io.milepost.pusher;

import io.milepost.fanout.Failure;
import java.time.Duration;

/** What came of one call to Pusher. */
sealed interface Answer {
    /**
     * The server has answered.
     *
     * @param call the method and the path, for messages
     * @param status HTTP's
     * @param pause how long the server wants to be left alone; zero if it did not say
     * @param body what it said, up to a bound
     */
    record Replied(String call, int status, Duration pause, BoundedBody.Read body) implements Answer {
        /** Without the body, which may repeat what was sent. */
        @Override
        public String toString() {
            return call + ": " + status;
        }
    }

    /**
     * There was no answer, or no whole one: the server may have done what it was asked.
     *
     * @param failure why
     */
    record Lost(Failure failure) implements Answer {}
}
