package io.milepost.pusher;

import java.util.List;

/**
 * What Pusher is asked to tell, and where.
 *
 * @param channels the names, 1 to 100
 * @param event the event's name
 * @param data JSON as text: clients parse it once
 */
record Message(List<String> channels, String event, String data) {
    /** Channels that one message can have. */
    static final int MAX_CHANNELS = 100;

    /** Events that one call can carry; a message counts once for each of its channels there. */
    static final int MAX_ENTRIES = 10;

    Message {
        channels = List.copyOf(channels);
    }

    /** Says where, never what. */
    @Override
    public String toString() {
        return event + " to " + channels;
    }
}
