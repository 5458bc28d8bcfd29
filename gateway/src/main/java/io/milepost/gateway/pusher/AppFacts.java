package io.milepost.gateway.pusher;

import io.milepost.event.Json;

/** Told what clients of one app do here that its webhooks are to tell. Any thread; nothing here waits. */
public interface AppFacts {
    /** For an app whose webhooks tell nothing of the kind. */
    AppFacts NONE = new AppFacts() {
        @Override
        public void clientEvent(String channel, String event, Json data, String socketId, String userId) {
            // Nobody wants to know.
        }

        @Override
        public void cacheMiss(String channel) {
            // Nobody wants to know.
        }
    };

    /**
     * A client has said something to the others.
     *
     * @param channel as the app calls it
     * @param userId as whom it follows the channel; empty where that is not told
     */
    void clientEvent(String channel, String event, Json data, String socketId, String userId);

    /** A client has subscribed to a cache channel that has no last event. */
    void cacheMiss(String channel);
}
