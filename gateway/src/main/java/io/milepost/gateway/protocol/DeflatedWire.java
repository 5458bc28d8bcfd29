package io.milepost.gateway.protocol;

import io.milepost.channel.ChannelName;
import io.milepost.event.Event;
import io.netty.buffer.ByteBuf;

/** What another wire says to WebSockets, compressed: once for all who take it so. Confined to the event loop. */
public final class DeflatedWire implements Wire {
    private final Wire plain;
    private final Deflation deflation;

    /** The same frames as those of a wire, compressed. */
    public DeflatedWire(Wire plain, Deflation deflation) {
        this.plain = plain;
        this.deflation = deflation;
    }

    @Override
    public void event(ByteBuf out, ChannelName channel, Event event, String cursor) {
        int start = out.writerIndex();
        plain.event(out, channel, event, cursor);
        deflation.compress(out, start);
    }

    @Override
    public void notice(ByteBuf out, Notice notice) {
        int start = out.writerIndex();
        plain.notice(out, notice);
        deflation.compress(out, start);
    }
}
