package io.milepost.gateway.socket;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.milepost.gateway.Frames;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.Deflater;

/** What clients write that compress (RFC 7692, section 7.2.1). */
final class Packed {
    static final int COMPRESSED = 0x40;

    private Packed() {}

    /** A message's payload, compressed alone, without the end that each has. */
    static byte[] payload(byte[] message) {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        deflater.setInput(message);
        byte[] out = new byte[message.length * 2 + 64];
        int length = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
        deflater.end();
        return Arrays.copyOf(out, length - 4);
    }

    /** The same as a stream that has an end, and behind it the empty block that RFC 7692 asks for. */
    static byte[] ended(byte[] message) {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        deflater.setInput(message);
        deflater.finish();
        byte[] out = new byte[message.length * 2 + 64];
        int length = deflater.deflate(out);
        deflater.end();
        return Arrays.copyOf(out, length + 1);
    }

    static byte[] text(String message) {
        return Frames.masked(Frames.FINAL | COMPRESSED | Frames.TEXT, payload(message.getBytes(UTF_8)));
    }

    /** In as many frames as chance says, pings between them. */
    static byte[] inPieces(String message, Random random) {
        byte[] payload = payload(message.getBytes(UTF_8));
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        int at = 0;
        int first = COMPRESSED | Frames.TEXT;
        do {
            int to = Math.min(payload.length, at + random.nextInt(1 + payload.length));
            boolean last = to == payload.length;
            frames.writeBytes(Frames.masked(first | (last ? Frames.FINAL : 0), Arrays.copyOfRange(payload, at, to)));
            if (!last && random.nextInt(4) == 0) {
                frames.writeBytes(Frames.masked(Frames.FINAL | Frames.PING));
            }
            at = to;
            first = Frames.CONTINUATION;
        } while (at < payload.length);
        return frames.toByteArray();
    }
}
