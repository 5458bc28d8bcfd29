package io.milepost.gateway.stream;

import io.milepost.gateway.protocol.SseWire;
import io.milepost.gateway.protocol.Wire;
import io.milepost.gateway.session.Connection;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;

/**
 * A response that does not end: a client's events as they come. It counts itself what its client has not taken: over HTTP/2, Vert.x
 * counts writes, however long they are. Confined to the shard's event loop.
 */
final class SseConnection extends Connection {
    private static final int HIGH_WATER = 128 * 1024;
    private static final int LOW_WATER = HIGH_WATER / 2;
    private static final Buffer BREATH = Buffer.buffer(": \n\n");

    private final HttpServerResponse response;
    private final Wire wire;
    private final Runnable drained;
    private int waiting;
    private boolean full;
    private Buffer gathered = Buffer.buffer();
    private long lastSignOfLife = System.nanoTime();

    SseConnection(HttpServerResponse response, Wire wire, Runnable drained) {
        this.response = response;
        this.wire = wire;
        this.drained = drained;
    }

    /** Says where the stream starts, so that who loses it before its first event comes back to that place. */
    void begin(String position) {
        ByteBuf head = Unpooled.buffer();
        SseWire.id(head, position);
        head.writeByte('\n');
        write(head);
        flush();
    }

    @Override
    public Wire wire() {
        return wire;
    }

    @Override
    protected String transport() {
        return "sse";
    }

    @Override
    protected boolean isWritable() {
        return !full;
    }

    @Override
    protected void write(ByteBuf framed) {
        gathered.appendBytes(ByteBufUtil.getBytes(framed));
        framed.release();
    }

    @Override
    protected void flush() {
        if (gathered.length() > 0 && isOpen()) {
            send(gathered);
        }
        gathered = Buffer.buffer();
    }

    private void send(Buffer bytes) {
        waiting += bytes.length();
        response.write(bytes).onComplete(done -> {
            waiting -= bytes.length();
            if (done.succeeded()) {
                lastSignOfLife = System.nanoTime();
            }
            if (full && waiting < LOW_WATER && isOpen()) {
                full = false;
                drained.run();
            }
        });
        full |= waiting > HIGH_WATER;
    }

    private boolean isOpen() {
        return !response.ended() && !response.closed();
    }

    @Override
    protected void reading(boolean on) {
        // The request has been read.
    }

    @Override
    protected void close(int code, String reason) {
        flush();
        if (isOpen()) {
            response.end();
        }
    }

    @Override
    protected void abort() {
        response.reset();
    }

    @Override
    protected void ping() {
        if (isOpen()) {
            send(BREATH);
        }
    }

    /** Its client says nothing; it is there as long as it takes what it is sent. */
    @Override
    protected long lastSignOfLife() {
        return lastSignOfLife;
    }
}
