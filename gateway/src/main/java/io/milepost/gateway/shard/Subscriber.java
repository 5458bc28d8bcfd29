package io.milepost.gateway.shard;

import io.milepost.gateway.protocol.Notice;
import io.milepost.gateway.protocol.Wire;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** The far end of a connection, as a shard sees it. Confined to the shard's event loop. */
public abstract class Subscriber {
    private boolean dirty;
    private int journeys;
    private long events;
    private long bytes;

    /** How it is spoken to. */
    public abstract Wire wire();

    /** What events call it that it is not to be given; null if none does. */
    protected @Nullable String socketId() {
        return null;
    }

    /** Told what is announced on a channel that it follows, whether its socket takes it or not. It does not end at once. */
    protected void announced(Notice notice) {}

    /** Whether it is not to be given an event. */
    final boolean isExcepted(@Nullable String socket) {
        return socket != null && socket.equals(socketId());
    }

    /** How it is spoken to in what others are told too: those who have the same one get the same bytes. */
    public Wire shared() {
        return wire();
    }

    /** Whether more can be written without more piling up than one connection may keep. */
    protected abstract boolean isWritable();

    /** Whether it cannot learn later what is announced now, so that it is to have it though its socket takes no more. */
    protected boolean needs(Notice notice) {
        return false;
    }

    /** Whether there is room for one more notice that it {@link #needs}. If there is none it ends, but not at once. */
    protected boolean hasRoomForNeeds() {
        return false;
    }

    /** Takes bytes, and their reference; they leave with the next {@link #flush}. */
    protected abstract void write(ByteBuf framed);

    /** Sends what was written. */
    protected abstract void flush();

    /** Notes that there is something to flush. Returns whether that was not known yet. */
    final boolean markDirty() {
        boolean was = dirty;
        dirty = true;
        return !was;
    }

    final void flushIfDirty() {
        if (dirty) {
            dirty = false;
            flush();
        }
    }

    final void givenEvents(int more) {
        events += more;
    }

    final void givenBytes(int more) {
        bytes += more;
    }

    /** Events it was given, live or replayed; what is no event for a way of speaking counts too. */
    public final long eventsGiven() {
        return events;
    }

    /** Bytes of frames written to it. */
    public final long bytesGiven() {
        return bytes;
    }

    final void journeyBegun() {
        journeys++;
    }

    final void journeyEnded() {
        journeys--;
    }

    /** How many of its subscriptions are being read for behind the ring; they share what the connection may keep. */
    final int journeys() {
        return journeys;
    }
}
