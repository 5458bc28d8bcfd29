package io.milepost.bench;

import java.nio.charset.StandardCharsets;

/**
 * How a subscriber speaks.
 *
 * @param path where it connects
 * @param frame what it says then, a masked WebSocket frame; empty for nothing
 * @param headers more of the upgrade, each with its line's end
 * @param lines whether a frame may hold several messages, each in a line
 */
record Manner(String path, byte[] frame, String headers, boolean lines) {
    /** The native protocol: the address says which channel. */
    static Manner ofOurs(String path) {
        return new Manner(path, new byte[0], "", false);
    }

    /** The same with more headers. */
    Manner with(String more) {
        return new Manner(path, frame, more, lines);
    }

    /** Pusher's: a frame says which channel, and data is JSON in a string. */
    static Manner ofPusher(String path, String channel) {
        String said = "{\"event\":\"pusher:subscribe\",\"data\":{\"auth\":\"\",\"channel\":\"" + channel + "\"}}";
        return new Manner(path, frame(said), "", false);
    }

    /** The same, in which the first frame is something else, and a frame may hold several lines. */
    static Manner ofLines(String path, String said) {
        return new Manner(path, frame(said), "", true);
    }

    private static byte[] frame(String said) {
        byte[] text = said.getBytes(StandardCharsets.US_ASCII);
        if (text.length > 125) {
            throw new IllegalArgumentException("longer than a short frame: " + said);
        }
        byte[] frame = new byte[6 + text.length];
        frame[0] = (byte) 0x81;
        frame[1] = (byte) (0x80 | text.length);
        System.arraycopy(text, 0, frame, 6, text.length); // The mask is nothing but zeros.
        return frame;
    }
}
