package io.milepost.gateway.protocol;

import io.netty.buffer.ByteBuf;

/** Unmasked, unfragmented WebSocket text frames (RFC 6455), written in place around a payload of unknown length. */
final class TextFrames {
    private static final int TEXT = 0x81;
    /** The header of a payload of 126 to 65,535 bytes, which nearly all events have. */
    private static final int USUAL_HEADER = 4;

    private TextFrames() {}

    /** Leaves room for a header. Returns what {@link #end} has to be given. */
    static int begin(ByteBuf out) {
        int start = out.writerIndex();
        out.writeZero(USUAL_HEADER);
        return start;
    }

    /** Puts the header before the payload written since {@link #begin}. */
    static void end(ByteBuf out, int start) {
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

    private static void move(ByteBuf out, int start, int length, int header) {
        byte[] payload = new byte[length];
        out.getBytes(start + USUAL_HEADER, payload);
        out.writerIndex(start + header + length);
        out.setBytes(start + header, payload);
    }
}
