package io.milepost.log;

import io.milepost.channel.KeyPartition;
import io.milepost.channel.Streams.Part;
import io.milepost.cursor.Cursor.Mark;
import org.jspecify.annotations.Nullable;

/**
 * One partition that a channel's events lie in. A key whose topic got more partitions has had several, one after another: each
 * knows the {@link #next}.
 *
 * @param part the stream, and the key of the channel's records in it
 * @param count how many partitions the topic had when this was the key's, at last
 * @param name the channel name under which the log keeps the records
 * @param since before which offset there is nothing of it, as far as is known; what lies there the key had earlier
 * @param until from which offset on there is nothing of it; what lies there the key has had since it came back
 * @param next where the key went then; null where it is now
 */
record Place(
        LogPartition partition,
        Part part,
        int count,
        String name,
        long since,
        long until,
        @Nullable Place next) {
    /** A place that is not shared with another time. */
    static Place of(LogPartition partition, Part part, int count) {
        return new Place(partition, part, count, part.stream().template().render(part.key()), 0, Long.MAX_VALUE, null);
    }

    /** The same, as one of several. */
    Place within(long from, long to, @Nullable Place then) {
        return new Place(partition, part, count, name, from, to, then);
    }

    boolean isSpread() {
        return part.stream().isSpread();
    }

    /** Whether a record with this channel name belongs here. */
    boolean holds(String channelName, LogRecord record) {
        return partition.topicHash() == record.partition().topicHash()
                && name.equals(channelName)
                && (partition == record.partition() ? record.offset() < until : record.isStray());
    }

    Mark mark(long offset) {
        return new Mark(partition.topicHash(), count, isSpread() ? partition.partition() : Mark.BY_KEY, offset);
    }

    /** Which partition a mark of this stream is about. */
    int partitionOf(Mark mark) {
        return mark.partition() == Mark.BY_KEY ? KeyPartition.of(part.key(), mark.partitions()) : mark.partition();
    }
}
