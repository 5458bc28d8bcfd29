package io.milepost.gateway.protocol;

import io.milepost.channel.ChannelName;
import io.milepost.event.Event;
import io.netty.buffer.ByteBuf;

/**
 * How one family of clients is spoken to over one transport. What it writes is framed and ready to be sent, and the same
 * for every client of the family, so that it is written once and shared.
 */
public interface Wire {
    /** Appends an event, framed. */
    void event(ByteBuf out, ChannelName channel, Event event, String cursor);

    /** Whether its clients are given an event at all. */
    default boolean tells(Event event) {
        return true;
    }

    /** Appends a notice, framed. */
    void notice(ByteBuf out, Notice notice);

    /** Whether there are others who are spoken to by this very wire. */
    default boolean isShared() {
        return true;
    }
}
