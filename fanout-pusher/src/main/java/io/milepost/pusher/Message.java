package io.milepost.pusher;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What Pusher is asked to tell, and where.
 *
 * @param channels the names, 1 to 100
 * @param event the event's name
 * @param data JSON as text: clients parse it once
 * @param exceptSocketId the one connection that is not to hear it; null for none
 */
record Message(
        List<String> channels,
        String event,
        String data,
        @Nullable String exceptSocketId) {
    /** Channels that one message can have. */
    static final int MAX_CHANNELS = 100;

    /** Events that one call can carry; a message counts once for each of its channels there. */
    static final int MAX_ENTRIES = 10;

    Message {
        channels = List.copyOf(channels);
    }

    /** For every connection. */
    Message(List<String> channels, String event, String data) {
        this(channels, event, data, null);
    }

    /**
     * Divides what is to be sent into calls, each filled up before the next: no other plan that keeps the order needs
     * fewer. What has more channels than a batch has entries goes alone.
     */
    static <T> List<List<T>> calls(List<T> all, Function<T, Message> message) {
        List<List<T>> calls = new ArrayList<>();
        List<T> call = new ArrayList<>();
        int room = MAX_ENTRIES;
        for (T one : all) {
            int needs = message.apply(one).channels().size();
            if (needs > room && !call.isEmpty()) {
                calls.add(call);
                call = new ArrayList<>();
                room = MAX_ENTRIES;
            }
            call.add(one);
            room -= needs;
        }
        if (!call.isEmpty()) {
            calls.add(call);
        }
        return calls;
    }

    /** Says where, never what. */
    @Override
    public String toString() {
        return event + " to " + channels;
    }
}
