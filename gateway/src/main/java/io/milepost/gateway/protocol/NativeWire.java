package io.milepost.gateway.protocol;

import io.milepost.channel.ChannelName;
import io.milepost.event.Event;
import io.netty.buffer.ByteBuf;

/** The native protocol over WebSocket: one JSON object a text frame. */
public final class NativeWire implements Wire {
    /** There is one. */
    public static final NativeWire INSTANCE = new NativeWire();

    private NativeWire() {}

    @Override
    public void event(ByteBuf out, ChannelName channel, Event event, String cursor) {
        int start = TextFrames.begin(out);
        NativeJson.event(out, channel, event, cursor);
        TextFrames.end(out, start);
    }

    @Override
    public void notice(ByteBuf out, Notice notice) {
        if (notice instanceof Notice.Own) {
            return;
        }
        int start = TextFrames.begin(out);
        NativeJson.notice(out, notice);
        TextFrames.end(out, start);
    }
}
