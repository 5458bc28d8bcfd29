package io.milepost.gateway.protocol;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.zip.Deflater;

/**
 * Compresses text frames, each alone (RFC 7692, with {@code server_no_context_takeover}), so that whoever can read compressed
 * frames can read any of them. Confined to the event loop.
 */
public final class Deflation {
    /** Measured, see ADR 20: the next ones take more time than they save bytes. */
    private static final int LEVEL = Deflater.BEST_SPEED;
    /** Above this a frame takes too much of a turn of the loop. */
    private static final int MOST = 64 * 1024;
    /** What each flush ends with, and is left out. */
    private static final int FLUSH_BYTES = 4;

    private final int least;
    private final Deflater deflater = new Deflater(LEVEL, true);
    private final ByteBuffer packed = ByteBuffer.allocateDirect(MOST);

    /**
     * Compresses frames.
     *
     * @param least bytes of payload that are worth it; shorter frames stay as they are
     */
    public Deflation(int least) {
        this.least = least;
    }

    /**
     * Compresses the frame that was written since, if there is one and it gets shorter.
     *
     * @param start where it begins; it is the last one
     */
    void compress(ByteBuf out, int start) {
        if (out.writerIndex() == start) {
            return;
        }
        int payload = start + TextFrames.headerLength(out, start);
        int length = out.writerIndex() - payload;
        if (length < least || length > MOST) {
            return;
        }
        deflater.reset();
        deflater.setInput(out.nioBuffer(payload, length));
        packed.clear().limit(length);
        deflater.deflate(packed, Deflater.SYNC_FLUSH);
        // Else there may be more of it, and it has become no shorter.
        if (packed.hasRemaining()) {
            packed.flip().limit(packed.limit() - FLUSH_BYTES);
            out.writerIndex(start);
            TextFrames.compressed(out, packed);
        }
    }
}
