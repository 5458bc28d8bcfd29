package io.milepost.gateway.protocol;

import io.milepost.channel.ChannelName;
import io.milepost.event.Event;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The native protocol a bit at a time: entries of known length, each with the position that follows it, to be made into a
 * list once it is known how many there are.
 */
public final class ListWire implements Wire {
    /** There is one. */
    public static final ListWire INSTANCE = new ListWire();

    private static final int EVENT = 'e';
    private static final int GAP = 'g';
    private static final int LIVE = 'l';
    private static final int REFUSAL = 'r';

    private ListWire() {}

    /** What was written. */
    public sealed interface Entry {
        /** An event's JSON. */
        record Said(String json, String cursor) implements Entry {}

        /** Some events cannot be had. */
        record Lost(String reason, String cursor) implements Entry {}

        /** There is nothing more at present. */
        record Through(String cursor) implements Entry {}

        /** It ends here, for this reason. */
        record Refused(ErrorCode code, String message) implements Entry {}
    }

    @Override
    public void event(ByteBuf out, ChannelName channel, Event event, String cursor) {
        out.writeByte(EVENT);
        text(out, cursor);
        int start = out.writerIndex();
        out.writeInt(0);
        NativeJson.event(out, channel, event, cursor);
        out.setInt(start, out.writerIndex() - start - Integer.BYTES);
    }

    @Override
    public void notice(ByteBuf out, Notice notice) {
        if (notice instanceof Notice.Gap gap) {
            entry(out, GAP, gap.cursor(), gap.reason().code());
        } else if (notice instanceof Notice.Live live) {
            entry(out, LIVE, live.cursor(), "");
        } else if (notice instanceof Notice.Refusal refusal) {
            entry(out, REFUSAL, refusal.code().name(), refusal.message());
        }
    }

    private static void entry(ByteBuf out, int kind, String one, String other) {
        out.writeByte(kind);
        text(out, one);
        text(out, other);
    }

    private static void text(ByteBuf out, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(utf8.length).writeBytes(utf8);
    }

    /** Reads what was written, and releases it. */
    public static List<Entry> read(ByteBuf written) {
        try {
            List<Entry> entries = new ArrayList<>();
            while (written.isReadable()) {
                int kind = written.readByte();
                String one = text(written);
                String other = text(written);
                entries.add(
                        switch (kind) {
                            case EVENT -> new Entry.Said(other, one);
                            case GAP -> new Entry.Lost(other, one);
                            case LIVE -> new Entry.Through(one);
                            default -> new Entry.Refused(ErrorCode.valueOf(one), other);
                        });
            }
            return entries;
        } finally {
            written.release();
        }
    }

    private static String text(ByteBuf in) {
        return in.readCharSequence(in.readInt(), StandardCharsets.UTF_8).toString();
    }

    /** A page of the past as such a list: the events' JSON. */
    public static String json(ChannelName channel, Event event, ByteBuf scratch) {
        scratch.clear();
        NativeJson.event(scratch, channel, event, null);
        return scratch.toString(StandardCharsets.UTF_8);
    }
}
