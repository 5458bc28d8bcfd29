package io.milepost.cursor;

import io.milepost.channel.ChannelName;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Where a reader stands in one channel: for each stream the offset it reads next.
 *
 * <p>As text it is URL-safe base64 of: one byte of version and flags, one check byte over the channel's name and the
 * rest, the partition count if all streams share it, and for each stream three bytes of {@link TopicHash}, the
 * partition count if it is not shared, and the offset; counts and offsets as variable-length integers. Five streams
 * with offsets below four trillion take 64 characters at most.
 *
 * <p>The partition count stands there because the key and the count give the partition: a topic that has grown since
 * is noticed. The check byte tells the client that mixes up its channels, who would otherwise lose events in silence.
 *
 * @param marks one for each stream, in any order
 */
public record Cursor(List<Mark> marks) {
    private static final int VERSION = 0x10;
    private static final int VERSION_BITS = 0xf0;
    private static final int SHARED_COUNT = 0x01;
    private static final int MAX_TEXT = 2048;

    /** Copies the list. */
    public Cursor {
        marks = List.copyOf(marks);
    }

    /**
     * A position in one stream.
     *
     * @param topicHash names the topic's incarnation, see {@link TopicHash}
     * @param partitions how many partitions the topic had
     * @param offset the next offset to read in the partition of the channel's key
     */
    public record Mark(int topicHash, int partitions, long offset) {}

    /** The text for clients of this channel. */
    public String encode(ChannelName channel) {
        boolean shared = marks.stream().mapToInt(Mark::partitions).distinct().count() == 1;
        ByteBuffer out = ByteBuffer.allocate(7 + marks.size() * 18);
        out.put((byte) (VERSION | (shared ? SHARED_COUNT : 0)));
        out.put((byte) 0);
        if (shared) {
            putVarint(out, marks.get(0).partitions());
        }
        for (Mark mark : marks) {
            out.put((byte) (mark.topicHash() >>> 16));
            out.putShort((short) mark.topicHash());
            if (!shared) {
                putVarint(out, mark.partitions());
            }
            putVarint(out, mark.offset());
        }
        out.put(1, check(out.array(), out.position(), channel));
        byte[] bytes = new byte[out.flip().remaining()];
        out.get(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /**
     * Reads a cursor that a client of this channel brings back.
     *
     * @throws InvalidCursorException if it is malformed or another channel's
     */
    public static Cursor decode(String text, ChannelName channel) {
        if (text.isEmpty() || text.length() > MAX_TEXT) {
            throw new InvalidCursorException("cursor: the length is wrong");
        }
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            ByteBuffer in = ByteBuffer.wrap(bytes);
            byte head = in.get();
            if ((head & VERSION_BITS) != VERSION || in.get() != check(bytes, bytes.length, channel)) {
                throw new InvalidCursorException("cursor: damaged, or given out for another channel");
            }
            boolean shared = (head & SHARED_COUNT) != 0;
            int count = shared ? partitions(in) : 0;
            List<Mark> marks = new ArrayList<>();
            while (in.hasRemaining()) {
                int hash = (in.get() & 0xff) << 16 | (in.getShort() & 0xffff);
                marks.add(new Mark(hash, shared ? count : partitions(in), varint(in)));
            }
            return new Cursor(marks);
        } catch (IllegalArgumentException | BufferUnderflowException e) {
            throw e instanceof InvalidCursorException known ? known : new InvalidCursorException("cursor: malformed");
        }
    }

    private static int partitions(ByteBuffer in) {
        long count = varint(in);
        if (count < 1 || count > 1_000_000) {
            throw new InvalidCursorException("cursor: malformed");
        }
        return (int) count;
    }

    private static byte check(byte[] bytes, int length, ChannelName channel) {
        int hash = channel.value().hashCode();
        for (int i = 0; i < length; i++) {
            hash = hash * 31 + (i == 1 ? 0 : bytes[i]);
        }
        hash *= 0x9e3779b1;
        return (byte) (hash >>> 24);
    }

    private static void putVarint(ByteBuffer out, long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.put((byte) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        out.put((byte) rest);
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; shift < 63; shift += 7) {
            byte b = in.get();
            value |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw new InvalidCursorException("cursor: malformed");
    }
}
