package io.milepost.email.send;

import java.time.Instant;
import java.util.Map;

/** The ways out that a mail offers to its recipient. */
public interface Links {
    /** None: nothing is reachable from outside. */
    Links NONE = new Links() {
        @Override
        public Map<String, String> headers(String recipientId, String category, String requestKey, Instant at) {
            return Map.of();
        }

        @Override
        public Map<String, String> urls(String recipientId, String category, String requestKey, Instant at) {
            return Map.of();
        }
    };

    /** Headers such as {@code List-Unsubscribe}; the same ones for the same request at the same time. */
    Map<String, String> headers(String recipientId, String category, String requestKey, Instant at);

    /** Addresses for the template, by the name of its variable. */
    Map<String, String> urls(String recipientId, String category, String requestKey, Instant at);
}
