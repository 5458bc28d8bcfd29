package io.milepost.gateway.protocol;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;

/** Unmasked, unfragmented WebSocket text frames (RFC 6455), written in place around a payload of unknown length. */
public final class TextFrames {
    private static final int TEXT = 0x81;
    private static final int COMPRESSED_TEXT = 0xc1;
    /** The header of a payload of 126 to 65,535 bytes, which nearly all events have. */
    private static final int USUAL_HEADER = 4;

    private TextFrames() {}

    /** Leaves room for a header. Returns what {@link #end} has to be given. */
    public static int begin(ByteBuf out) {
        int start = out.writerIndex();
        out.writeZero(USUAL_HEADER);
        return start;
    }

    /** Puts the header before the payload written since {@link #begin}. */
    public static void end(ByteBuf out, int start) {
        int length = out.writerIndex() - start - USUAL_HEADER;
        if (length < 126) {
            move(out, start, length, 2);
            out.setByte(start, TEXT).setByte(start + 1, length);
        } else if (length <= 0xffff) {
            out.setByte(start, TEXT).setByte(start + 1, 126).setShort(start + 2, length);
        } else {
            out.ensureWritable(6);
            move(out, start, length, 10);
            out.setByte(start, TEXT).setByte(start + 1, 127).setLong(start + 2, length);
        }
    }

    /** How long the header of a frame is that stands there. */
    static int headerLength(ByteBuf out, int start) {
        return switch (out.getByte(start + 1)) {
            case 126 -> 4;
            case 127 -> 10;
            default -> 2;
        };
    }

    /** Appends a frame whose payload is compressed, of at most 65,535 bytes. */
    static void compressed(ByteBuf out, ByteBuffer payload) {
        out.writeByte(COMPRESSED_TEXT);
        int length = payload.remaining();
        if (length < 126) {
            out.writeByte(length);
        } else {
            out.writeByte(126).writeShort(length);
        }
        out.writeBytes(payload);
    }

    private static void move(ByteBuf out, int start, int length, int header) {
        byte[] payload = new byte[length];
        out.getBytes(start + USUAL_HEADER, payload);
        out.writerIndex(start + header + length);
        out.setBytes(start + header, payload);
    }
}
