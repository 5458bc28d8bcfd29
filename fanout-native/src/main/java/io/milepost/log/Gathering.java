package io.milepost.log;

import io.milepost.channel.ChannelName;
import io.milepost.channel.KeyPartition;
import io.milepost.cursor.Cursor;
import io.milepost.cursor.Cursor.Mark;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where one channel's events lie under one topology: a partition for each stream it gathers. Offsets of a reader are an
 * array in the order of {@link #partitions}.
 */
public final class Gathering {
    private final ChannelName channel;
    private final List<LogPartition> partitions;
    private final List<String> keys;
    private final List<String> nameOf;
    private final List<String> names;

    Gathering(ChannelName channel, List<LogPartition> partitions, List<String> keys, List<String> names) {
        this.channel = channel;
        this.partitions = List.copyOf(partitions);
        this.keys = List.copyOf(keys);
        this.nameOf = List.copyOf(names);
        this.names = names.stream().distinct().toList();
    }

    /** Where a reader goes on, and what it has lost on the way. */
    public record Resumption(long[] offsets, Set<GapReason> gaps) {}

    /** The channel. */
    public ChannelName channel() {
        return channel;
    }

    /** The partitions, one for each stream that has a topic. */
    public List<LogPartition> partitions() {
        return partitions;
    }

    /** The channel names under which the log keeps these events: the whole name, and the one without access prefix. */
    public List<String> names() {
        return names;
    }

    /** The channel name under which the log keeps the events of the partition at this place. */
    String name(int index) {
        return nameOf.get(index);
    }

    /** The record key of the events of the partition at this place. */
    String key(int index) {
        return keys.get(index);
    }

    /**
     * Whether a record is part of this channel. Its partition alone does not tell: other keys share it.
     *
     * @param name the channel name under which the log keeps the record
     */
    public boolean holds(String name, LogRecord record) {
        for (int i = 0; i < partitions.size(); i++) {
            LogPartition own = partitions.get(i);
            LogPartition other = record.partition();
            if (own.topicHash() == other.topicHash() && nameOf.get(i).equals(name)) {
                return record.isStray() || own == other;
            }
        }
        return false;
    }

    /** The place of a record's partition in this channel, or -1 if the channel does not gather that partition. */
    public int indexOf(LogRecord record) {
        LogPartition partition = record.partition();
        for (int i = 0; i < partitions.size(); i++) {
            if (partitions.get(i) == partition) {
                return i;
            }
        }
        return -1;
    }

    /** The offsets of a reader who stands where these positions, held by partition index, say. */
    public long[] project(long[] positions) {
        long[] offsets = new long[partitions.size()];
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = positions[partitions.get(i).index()];
        }
        return offsets;
    }

    /** The offsets of a reader who wants everything there still is. */
    public long[] earliest(Bounds.Snapshot bounds) {
        return partitions.stream().mapToLong(bounds::start).toArray();
    }

    /** The cursor of a reader with these offsets. */
    public Cursor cursor(long[] offsets) {
        List<Mark> marks = new ArrayList<>(offsets.length);
        for (int i = 0; i < offsets.length; i++) {
            LogPartition partition = partitions.get(i);
            marks.add(new Mark(partition.topicHash(), partition.partitions(), offsets[i]));
        }
        return new Cursor(marks);
    }

    /**
     * Where a reader with this cursor goes on today.
     *
     * <p>A stream without a mark is read from its start: either it was added since, and all of it is news, or its topic was
     * made anew, which is announced. The two are told apart by a mark that fits no stream.
     *
     * @param ring may still hold what the broker no longer has
     */
    public Resumption resume(Cursor cursor, Bounds.Snapshot bounds, HotRing ring) {
        Set<GapReason> gaps = EnumSet.noneOf(GapReason.class);
        long[] offsets = new long[partitions.size()];
        boolean strangers = cursor.marks().stream().anyMatch(this::fitsNoStream);
        for (int i = 0; i < offsets.length; i++) {
            LogPartition partition = partitions.get(i);
            Mark mark = markOf(partition, cursor);
            long start = bounds.start(partition);
            if (mark == null) {
                offsets[i] = start;
                if (strangers) {
                    gaps.add(GapReason.TOPIC_RECREATED);
                }
            } else if (KeyPartition.of(keys.get(i), mark.partitions()) != partition.partition()) {
                offsets[i] = start;
                gaps.add(GapReason.PARTITIONS_CHANGED);
            } else if (mark.offset() < start && !ring.holds(partition, mark.offset())) {
                offsets[i] = start;
                gaps.add(GapReason.RETENTION);
            } else {
                offsets[i] = mark.offset();
            }
        }
        return new Resumption(offsets, gaps);
    }

    private boolean fitsNoStream(Mark mark) {
        return partitions.stream().noneMatch(partition -> partition.topicHash() == mark.topicHash());
    }

    private static @Nullable Mark markOf(LogPartition partition, Cursor cursor) {
        for (Mark mark : cursor.marks()) {
            if (mark.topicHash() == partition.topicHash()) {
                return mark;
            }
        }
        return null;
    }
}
