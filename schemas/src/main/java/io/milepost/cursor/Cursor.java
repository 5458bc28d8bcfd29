package io.milepost.cursor;

import io.milepost.channel.ChannelName;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where a reader stands in one channel: for each stream the offset it reads next.
 *
 * <p>As text it is URL-safe base64 of: one byte of version and flags, one check byte over the channel's name and the
 * rest, the partition count if all streams share it, and for each stream three bytes of {@link TopicHash}, the
 * partition count if it is not shared, and the offset; counts and offsets as variable-length integers. Five streams
 * with offsets below four trillion take 64 characters at most.
 *
 * <p>If a stream's events may lie in any of its partitions, the cursor says where its reader stands in each. Then the
 * version is another, and after each stream's partition count stands how many offsets follow: none for the one offset in
 * the key's partition, else one for each partition from the first on.
 *
 * <p>The partition count stands there because the key and the count give the partition: a topic that has grown since
 * is noticed. The check byte tells the client that mixes up its channels, who would otherwise lose events in silence.
 *
 * @param marks one for each stream, in any order
 */
public record Cursor(List<Mark> marks) {
    private static final int VERSION = 0x10;
    /** Another version, so that a node that knows no such cursors refuses them. */
    private static final int VERSION_SPREAD = 0x20;

    private static final int VERSION_BITS = 0xf0;
    private static final int SHARED_COUNT = 0x01;
    private static final int MAX_TEXT = 8192;

    /** Copies the list. */
    public Cursor {
        marks = List.copyOf(marks);
    }

    /**
     * A position in one stream.
     *
     * @param topicHash names the topic's incarnation, see {@link TopicHash}
     * @param partitions how many partitions the topic had
     * @param partition the one that this is about; {@link #BY_KEY} for that of the channel's key
     * @param offset the next offset to read there
     */
    public record Mark(int topicHash, int partitions, int partition, long offset) {
        /** In place of a partition: the one that the channel's key has in a topic of so many. */
        public static final int BY_KEY = -1;

        /** A position in the partition of the channel's key. */
        public Mark(int topicHash, int partitions, long offset) {
            this(topicHash, partitions, BY_KEY, offset);
        }

        private boolean isSpread() {
            return partition != BY_KEY;
        }
    }

    /** The text for clients of this channel. */
    public String encode(ChannelName channel) {
        boolean shared = marks.stream().mapToInt(Mark::partitions).distinct().count() == 1;
        boolean spread = marks.stream().anyMatch(Mark::isSpread);
        ByteBuffer out = ByteBuffer.allocate(7 + marks.size() * 23);
        out.put((byte) ((spread ? VERSION_SPREAD : VERSION) | (shared ? SHARED_COUNT : 0)));
        out.put((byte) 0);
        if (shared) {
            putVarint(out, marks.get(0).partitions());
        }
        for (List<Mark> stream : byStream()) {
            Mark first = stream.get(0);
            out.put((byte) (first.topicHash() >>> 16));
            out.putShort((short) first.topicHash());
            if (!shared) {
                putVarint(out, first.partitions());
            }
            if (spread) {
                putVarint(out, first.isSpread() ? stream.size() : 0);
            }
            stream.forEach(mark -> putVarint(out, mark.offset()));
        }
        out.put(1, check(out.array(), out.position(), channel));
        byte[] bytes = new byte[out.flip().remaining()];
        out.get(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** One mark of each stream, or those of all its partitions from the first on. */
    private List<List<Mark>> byStream() {
        List<List<Mark>> streams = new ArrayList<>();
        Map<Integer, List<Mark>> spread = new LinkedHashMap<>();
        for (Mark mark : marks) {
            if (!mark.isSpread()) {
                streams.add(List.of(mark));
                continue;
            }
            List<Mark> those = spread.computeIfAbsent(mark.topicHash(), hash -> new ArrayList<>());
            if (those.isEmpty()) {
                streams.add(those);
            }
            if (mark.partition() != those.size()) {
                throw new IllegalArgumentException(
                        "partition " + mark.partition() + " where " + those.size() + " is due");
            }
            those.add(mark);
        }
        return streams;
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
            boolean spread = (head & VERSION_BITS) == VERSION_SPREAD;
            if ((!spread && (head & VERSION_BITS) != VERSION) || in.get() != check(bytes, bytes.length, channel)) {
                throw new InvalidCursorException("cursor: damaged, or given out for another channel");
            }
            boolean shared = (head & SHARED_COUNT) != 0;
            int count = shared ? partitions(in) : 0;
            List<Mark> marks = new ArrayList<>();
            while (in.hasRemaining()) {
                int hash = (in.get() & 0xff) << 16 | (in.getShort() & 0xffff);
                int partitions = shared ? count : partitions(in);
                long offsets = spread ? varint(in) : 0;
                if (offsets == 0) {
                    marks.add(new Mark(hash, partitions, varint(in)));
                }
                for (int partition = 0; partition < offsets; partition++) {
                    marks.add(new Mark(hash, partitions, partition, varint(in)));
                }
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
