package io.milepost.email.send;

import java.util.Map;

/** The ways out that a mail offers to its recipient. */
public interface Links {
    /** None: nothing is reachable from outside. */
    Links NONE = new Links() {
        @Override
        public Map<String, String> headers(String recipientId, String category, String requestKey) {
            return Map.of();
        }

        @Override
        public Map<String, String> urls(String recipientId, String category, String requestKey) {
            return Map.of();
        }
    };

    /** Headers such as {@code List-Unsubscribe}. */
    Map<String, String> headers(String recipientId, String category, String requestKey);

    /** Addresses for the template, by the name of its variable. */
    Map<String, String> urls(String recipientId, String category, String requestKey);
}
