package io.milepost.bench;

import java.nio.charset.StandardCharsets;

/**
 * How a subscriber speaks.
 *
 * @param path where it connects
 * @param frame what it says then, a masked WebSocket frame; empty for nothing
 * @param headers more of the upgrade, each with its line's end
 * @param afterTime how many characters of an event's frame stand behind the time in its data
 */
record Manner(String path, byte[] frame, String headers, int afterTime) {
    /** The native protocol: the address says which channel. */
    static Manner ofOurs(String path) {
        return new Manner(path, new byte[0], "", "}}".length());
    }

    /** The same with more headers. */
    Manner with(String more) {
        return new Manner(path, frame, more, afterTime);
    }

    /** Pusher's: a frame says which channel, and data is JSON in a string. */
    static Manner ofPusher(String path, String channel) {
        String said = "{\"event\":\"pusher:subscribe\",\"data\":{\"auth\":\"\",\"channel\":\"" + channel + "\"}}";
        byte[] text = said.getBytes(StandardCharsets.US_ASCII);
        byte[] frame = new byte[6 + text.length];
        frame[0] = (byte) 0x81;
        frame[1] = (byte) (0x80 | text.length);
        System.arraycopy(text, 0, frame, 6, text.length); // The mask is nothing but zeros.
        return new Manner(path, frame, "", "}\"}".length());
    }
}
