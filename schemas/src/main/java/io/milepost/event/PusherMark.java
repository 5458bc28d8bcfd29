package io.milepost.event;

import org.jspecify.annotations.Nullable;

/**
 * What only Pusher's clients have to know of an event, the header {@code ce_pusher}: a socket, a comma and {@code text}, either
 * of them left out.
 *
 * @param except the socket that is not given the event, such as {@code 12.34}
 * @param text whether the data was a text that is no JSON, and stands in the record as a JSON string
 */
public record PusherMark(@Nullable String except, boolean text) {
    private static final String TEXT = "text";

    /** Reads the header; whatever is not understood says nothing. */
    static @Nullable PusherMark of(@Nullable String header) {
        if (header == null || header.isEmpty()) {
            return null;
        }
        int comma = header.indexOf(',');
        String socket = comma < 0 ? header : header.substring(0, comma);
        return new PusherMark(socket.isEmpty() ? null : socket, header.startsWith(TEXT, comma + 1) && comma >= 0);
    }

    /** The header's value. */
    String header() {
        return (except == null ? "" : except) + (text ? "," + TEXT : "");
    }
}
