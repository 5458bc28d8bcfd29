package io.milepost.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/** What clients write to a socket, byte by byte: well made unless something else is asked for. */
public final class Frames {
    public static final int CONTINUATION = 0x0;
    public static final int TEXT = 0x1;
    public static final int BINARY = 0x2;
    public static final int CLOSE = 0x8;
    public static final int PING = 0x9;
    public static final int PONG = 0xa;
    public static final int FINAL = 0x80;

    private static final byte[] MASK = {0x5a, 0x17, (byte) 0xc3, 0x08};

    private Frames() {}

    /** The request that asks for a WebSocket. */
    public static byte[] upgrade(String path) {
        return upgrade(path, "");
    }

    /** The same with more headers, each with its line's end. */
    public static byte[] upgrade(String path, String headers) {
        return ("GET " + path + " HTTP/1.1\r\nHost: test\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n"
                        + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n" + headers
                        + "\r\n")
                .getBytes(US_ASCII);
    }

    /** A text message in one masked frame. */
    public static byte[] text(String message) {
        return masked(FINAL | TEXT, message.getBytes(UTF_8));
    }

    /** A goodbye. */
    public static byte[] close(int code) {
        return masked(FINAL | CLOSE, new byte[] {(byte) (code >> 8), (byte) code});
    }

    /** A masked frame with this first byte. */
    public static byte[] masked(int first, byte... payload) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream(payload.length + 14);
        frame.write(first);
        length(frame, payload.length, 0x80);
        frame.writeBytes(MASK);
        for (int i = 0; i < payload.length; i++) {
            frame.write(payload[i] ^ MASK[i & 3]);
        }
        return frame.toByteArray();
    }

    /** The same, which clients must not send, without a mask. */
    public static byte[] unmasked(int first, byte... payload) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream(payload.length + 10);
        frame.write(first);
        length(frame, payload.length, 0);
        frame.writeBytes(payload);
        return frame.toByteArray();
    }

    /** The head of a masked frame whose length is told in eight bytes, whatever it is. */
    public static byte[] head(int first, long length) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream(14);
        frame.write(first);
        frame.write(0x80 | 127);
        eightBytes(frame, length);
        frame.writeBytes(MASK);
        return frame.toByteArray();
    }

    private static void length(ByteArrayOutputStream frame, int length, int mask) {
        if (length < 126) {
            frame.write(mask | length);
        } else if (length < 1 << 16) {
            frame.write(mask | 126);
            frame.write(length >> 8);
            frame.write(length);
        } else {
            frame.write(mask | 127);
            eightBytes(frame, length);
        }
    }

    private static void eightBytes(ByteArrayOutputStream frame, long length) {
        for (int shift = 56; shift >= 0; shift -= 8) {
            frame.write((int) (length >> shift));
        }
    }
}
