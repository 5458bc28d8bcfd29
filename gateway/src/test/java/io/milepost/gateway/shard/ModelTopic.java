package io.milepost.gateway.shard;

import io.milepost.channel.StreamSpec;
import io.milepost.cursor.Cursor.Mark;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;

/** A stream's topic, as lists. */
final class ModelTopic {
    final int hash;
    final StreamSpec stream;
    final boolean isCompacted;
    final List<Part> parts = new ArrayList<>();
    /** How many partitions it has had. */
    final NavigableSet<Integer> sizes = new TreeSet<>();

    private final Map<String, List<ModelRecord>> written = new HashMap<>();

    ModelTopic(int hash, StreamSpec stream, int partitions, boolean isCompacted) {
        this.hash = hash;
        this.stream = stream;
        this.isCompacted = isCompacted;
        grow(partitions);
    }

    void grow(int partitions) {
        while (parts.size() < partitions) {
            parts.add(new Part());
        }
        sizes.add(partitions);
    }

    int size() {
        return parts.size();
    }

    void add(ModelRecord record) {
        parts.get(record.partition()).records.add(record);
        written(record.key(), record.lane()).add(record);
    }

    /** The records of a key in a lane, in the order in which they were written. */
    List<ModelRecord> written(String key, Lane lane) {
        return written.computeIfAbsent(key + lane.partition(), k -> new ArrayList<>());
    }

    /** The lane that a partition is part of. */
    Lane lane(int partition) {
        return new Lane(hash, stream.isSpread() ? partition : Mark.BY_KEY);
    }

    /** What comes in one order: the records of a topic, or of one of its partitions where they may lie in any. */
    record Lane(int topicHash, int partition) {
        static Lane of(Mark mark) {
            return new Lane(mark.topicHash(), mark.partition());
        }
    }

    /** A partition: where it begins and ends, and what was ever written to it. */
    static final class Part {
        final List<ModelRecord> records = new ArrayList<>();
        long start;
        long end;
    }
}
