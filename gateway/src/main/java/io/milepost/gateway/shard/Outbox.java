package io.milepost.gateway.shard;

import io.milepost.gateway.protocol.Notice;
import io.milepost.gateway.protocol.Wire;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** What a turn writes: collected, so that each socket is flushed once. Confined to the event loop. */
final class Outbox {
    private static final int USUAL_SIZE = 1024;

    private final ByteBufAllocator buffers;
    private final Runnable flushSoon;
    private final LongAdder bytes;
    private final List<Subscriber> dirty = new ArrayList<>();
    private long sent;

    /**
     * An empty outbox.
     *
     * @param flushSoon called when there is something to flush for the first time since the last flush
     * @param bytes counts what has been sent
     */
    Outbox(ByteBufAllocator buffers, Runnable flushSoon, LongAdder bytes) {
        this.buffers = buffers;
        this.bytes = bytes;
        this.flushSoon = flushSoon;
    }

    ByteBuf buffer() {
        return buffers.directBuffer(USUAL_SIZE);
    }

    /** Sends frames, and takes over their reference. Not everything is worth a frame to everybody. */
    void send(Subscriber to, ByteBuf frames) {
        if (!frames.isReadable()) {
            frames.release();
            return;
        }
        sent += frames.readableBytes();
        to.givenBytes(frames.readableBytes());
        to.write(frames);
        if (to.markDirty()) {
            if (dirty.isEmpty()) {
                flushSoon.run();
            }
            dirty.add(to);
        }
    }

    void tell(Subscriber to, Notice notice) {
        send(to, written(to.wire(), notice));
    }

    ByteBuf written(Wire wire, Notice notice) {
        ByteBuf frame = buffer();
        try {
            wire.notice(frame, notice);
            return frame;
        } catch (RuntimeException e) {
            frame.release();
            throw e;
        }
    }

    void flush() {
        for (Subscriber subscriber : dirty) {
            subscriber.flushIfDirty();
        }
        dirty.clear();
        bytes.add(sent);
        sent = 0;
    }
}
