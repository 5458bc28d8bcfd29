package io.milepost.gateway.pusher;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;

/** JSON as a string in other JSON, written byte by byte: its text stays as it is, but for what a string cannot hold. */
final class QuotedJson {
    private static final byte[] HEX = "0123456789abcdef".getBytes(US_ASCII);
    private static final byte[] CONTROL = "\\u00".getBytes(US_ASCII);

    private QuotedJson() {}

    /** Appends it, quoted. */
    static void write(ByteBuf out, ByteBuffer utf8) {
        byte[] bytes = utf8.array();
        int from = utf8.arrayOffset() + utf8.position();
        int to = from + utf8.remaining();
        out.ensureWritable(utf8.remaining() + utf8.remaining() / 4 + 2);
        out.writeByte('"');
        int plain = from;
        for (int i = from; i < to; i++) {
            byte at = bytes[i];
            if (at == '"' || at == '\\' || (at >= 0 && at < ' ')) {
                out.writeBytes(bytes, plain, i - plain);
                plain = i + 1;
                escape(out, at);
            }
        }
        out.writeBytes(bytes, plain, to - plain);
        out.writeByte('"');
    }

    private static void escape(ByteBuf out, byte at) {
        if (at == '"' || at == '\\') {
            out.writeByte('\\').writeByte(at);
        } else {
            out.writeBytes(CONTROL).writeByte(HEX[at >> 4]).writeByte(HEX[at & 15]);
        }
    }
}
