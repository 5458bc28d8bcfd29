package io.milepost.gateway.protocol;

import io.milepost.channel.ChannelName;
import io.milepost.event.Event;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** The native protocol as server-sent events: a frame's JSON as {@code data}, the connection's position as {@code id}. */
public final class SseWire implements Wire {
    /** For connections that follow one channel: its cursor is their position. */
    public static final SseWire ONE_CHANNEL = new SseWire((channel, cursor) -> cursor);

    private final Position position;

    /**
     * A wire for connections that say in this way where they stand.
     *
     * @param position combines what follows
     */
    public SseWire(Position position) {
        this.position = position;
    }

    /** Where a connection stands when a channel stands at a cursor. */
    @FunctionalInterface
    public interface Position {
        /** The position, without line breaks. */
        String at(ChannelName channel, String cursor);
    }

    @Override
    public void event(ByteBuf out, ChannelName channel, Event event, String cursor) {
        id(out, position.at(channel, cursor));
        int start = begin(out);
        NativeJson.event(out, channel, event, cursor);
        end(out, start);
    }

    @Override
    public boolean isShared() {
        return this == ONE_CHANNEL;
    }

    @Override
    public void notice(ByteBuf out, Notice notice) {
        if (notice instanceof Notice.Subscribed
                || notice instanceof Notice.Authenticated
                || notice instanceof Notice.Own) {
            return;
        }
        if (notice instanceof Notice.Reconnect going) {
            out.writeCharSequence("retry: " + Math.max(1_000, going.afterMs()) + "\n", StandardCharsets.US_ASCII);
        } else if (notice instanceof Notice.Gap gap) {
            id(out, position.at(gap.channel(), gap.cursor()));
        } else if (notice instanceof Notice.Live live) {
            id(out, position.at(live.channel(), live.cursor()));
        } else if (notice instanceof Notice.Moved moved) {
            id(out, position.at(moved.channel(), moved.cursor()));
        }
        int start = begin(out);
        NativeJson.notice(out, notice);
        end(out, start);
    }

    /** Appends a position alone, which the browser keeps without telling the page. */
    public static void id(ByteBuf out, String position) {
        out.writeCharSequence("id: " + position + "\n", StandardCharsets.US_ASCII);
    }

    private static int begin(ByteBuf out) {
        out.writeCharSequence("data: ", StandardCharsets.US_ASCII);
        return out.writerIndex();
    }

    /** A line break in JSON stands between values, where a space does as well. */
    private static void end(ByteBuf out, int start) {
        for (int i = start; i < out.writerIndex(); i++) {
            byte at = out.getByte(i);
            if (at == '\n' || at == '\r') {
                out.setByte(i, ' ');
            }
        }
        out.writeByte('\n').writeByte('\n');
    }
}
