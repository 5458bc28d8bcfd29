package io.milepost.gateway.socket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** Unmasked WebSocket control frames (RFC 6455, section 5.5). */
final class ControlFrames {
    private static final int CLOSE = 0x88;
    private static final int PING = 0x89;
    private static final int PONG = 0x8a;
    private static final int MAX_PAYLOAD = 125;
    private static final ByteBuf EMPTY_PING =
            Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(new byte[] {(byte) PING, 0}));

    private static final ByteBuf RECEIPT =
            Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(new byte[] {(byte) PING, 1, 'r'}));

    private ControlFrames() {}

    static ByteBuf ping() {
        return EMPTY_PING.duplicate();
    }

    /** A ping whose pong, which repeats what it holds, says that what was written before it has arrived. */
    static ByteBuf receipt() {
        return RECEIPT.duplicate();
    }

    static ByteBuf pong(ByteBufAllocator buffers, ByteBuf payload) {
        return frame(buffers, PONG, payload.readableBytes()).writeBytes(payload);
    }

    /** Says goodbye. A reason that is too long for a control frame is cut. */
    static ByteBuf close(ByteBufAllocator buffers, int code, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        int length = text.length;
        if (length > MAX_PAYLOAD - 2) {
            length = MAX_PAYLOAD - 2;
            while ((text[length] & 0xc0) == 0x80) {
                length--;
            }
        }
        return frame(buffers, CLOSE, length + 2).writeShort(code).writeBytes(text, 0, length);
    }

    /** Answers a goodbye that came without a code. */
    static ByteBuf emptyClose(ByteBufAllocator buffers) {
        return frame(buffers, CLOSE, 0);
    }

    private static ByteBuf frame(ByteBufAllocator buffers, int type, int length) {
        ByteBuf frame = buffers.directBuffer(2 + length);
        frame.writeByte(type).writeByte(length);
        return frame;
    }
}
