package io.milepost.log;

import io.milepost.channel.KeyPartition;
import io.milepost.channel.Streams.Part;
import io.milepost.cursor.Cursor.Mark;
import java.util.HashSet;
import java.util.Set;

/**
 * One partition that a channel's events lie in.
 *
 * @param part the stream, and the key of the channel's records in it
 * @param count how many partitions the topic had when this was the key's
 * @param name the channel name under which the log keeps the records
 * @param before the partitions that the reader has been through on its way here
 */
record Place(LogPartition partition, Part part, int count, String name, Set<LogPartition> before) {
    Place(LogPartition partition, Part part, int count) {
        this(partition, part, count, part.stream().template().render(part.key()), Set.of());
    }

    /** The same, reached from another. */
    Place from(Place other) {
        Set<LogPartition> through = new HashSet<>(other.before());
        through.add(other.partition());
        return new Place(partition, part, count, name, through);
    }

    boolean isSpread() {
        return part.stream().isSpread();
    }

    Mark mark(long offset) {
        return new Mark(partition.topicHash(), count, isSpread() ? partition.partition() : Mark.BY_KEY, offset);
    }

    /** Which partition a mark of this stream is about. */
    int partitionOf(Mark mark) {
        return mark.partition() == Mark.BY_KEY ? KeyPartition.of(part.key(), mark.partitions()) : mark.partition();
    }
}
