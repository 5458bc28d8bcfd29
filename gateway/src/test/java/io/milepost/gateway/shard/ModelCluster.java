package io.milepost.gateway.shard;

import io.milepost.channel.ChannelName;
import io.milepost.channel.KeyPartition;
import io.milepost.channel.StreamSpec;
import io.milepost.channel.Streams;
import io.milepost.cursor.Cursor.Mark;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntToLongFunction;

/** What Kafka holds, as lists, so that what readers must get can be computed; several {@link ModelNode}s read it. */
final class ModelCluster {
    static final Streams STREAMS = Streams.of(List.of(
            StreamSpec.of("activity", "team-{key}", "activity-logged"),
            StreamSpec.of("goal", "team-{key}", "goal-updated"),
            StreamSpec.of("note", "team-{key}", "noted").spread(),
            StreamSpec.of("channels", "{key}", "message")));
    static final List<String> KEYS = List.of("0", "1");
    static final List<String> NAMES = List.of("team-0", "team-1", "private-team-1");

    final List<Topic> topics = new ArrayList<>();
    final Map<String, Rec> byId = new HashMap<>();
    private final Random random;

    /** Records that come in one order: those of a topic, or of one of its partitions where they may lie in any. */
    record Lane(int topicHash, int partition) {}

    /** A record. Each is itself. */
    static final class Rec {
        private final Topic topic;
        private final int partition;
        private final long offset;
        private final String key;
        /** How many partitions there were when it was written. */
        private final int count;

        private final boolean isBroken;
        private boolean isCompacted;

        Rec(Topic topic, int partition, long offset, String key, int count, boolean isBroken) {
            this.topic = topic;
            this.partition = partition;
            this.offset = offset;
            this.key = key;
            this.count = count;
            this.isBroken = isBroken;
        }

        Topic topic() {
            return topic;
        }

        int partition() {
            return partition;
        }

        long offset() {
            return offset;
        }

        String key() {
            return key;
        }

        boolean isBroken() {
            return isBroken;
        }

        /** Whether compaction has taken it. */
        boolean isCompacted() {
            return isCompacted;
        }

        /** Whether retention has taken it. */
        boolean isGone() {
            return offset < topic.parts.get(partition).start;
        }

        /** What stands in the data of an intact record. */
        String id() {
            return topic.stream.name() + partition + "@" + offset;
        }

        /** The channel name under which the log keeps it. */
        String name() {
            return topic.stream.template().render(key);
        }
    }

    /** A partition. */
    static final class Part {
        final List<Rec> recs = new ArrayList<>();
        long start;
        long end;
    }

    /** A stream's topic. */
    static final class Topic {
        final int hash;
        final StreamSpec stream;
        final boolean isCompacted;
        final List<Part> parts = new ArrayList<>();
        /** How many partitions it has had. */
        final NavigableSet<Integer> sizes = new TreeSet<>();

        private final Map<String, List<Rec>> written = new HashMap<>();

        Topic(int hash, StreamSpec stream, int partitions, boolean isCompacted) {
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
    }

    ModelCluster(Random random) {
        this.random = random;
        for (StreamSpec stream : STREAMS.all()) {
            topics.add(new Topic(topics.size() + 1, stream, 1 + random.nextInt(3), random.nextInt(6) == 0));
        }
    }

    Topic topic(int hash) {
        return topics.get(hash - 1);
    }

    Topic topic(StreamSpec stream) {
        return topics.stream().filter(t -> t.stream.equals(stream)).findFirst().orElseThrow();
    }

    /** Writes a record of some key. */
    void write(Topic topic) {
        List<String> keys = topic.stream.isCatchAll() ? NAMES : KEYS;
        String key = keys.get(random.nextInt(keys.size()));
        int count = topic.parts.size();
        int p = topic.stream.isSpread() ? random.nextInt(count) : KeyPartition.of(key, count);
        Part part = topic.parts.get(p);
        long offset = part.end + random.nextInt(2);
        part.end = offset + 1 + random.nextInt(2);
        Rec rec = new Rec(topic, p, offset, key, count, random.nextInt(50) == 0);
        part.recs.add(rec);
        byId.put(rec.id(), rec);
        topic.written
                .computeIfAbsent(key + lane(topic, p).partition(), k -> new ArrayList<>())
                .add(rec);
    }

    /** The lane that a partition is part of. */
    static Lane lane(Topic topic, int partition) {
        return new Lane(topic.hash, topic.stream.isSpread() ? partition : Mark.BY_KEY);
    }

    /** What a channel consists of. */
    List<Lane> lanes(ChannelName channel) {
        List<Lane> lanes = new ArrayList<>();
        for (Topic topic : topics) {
            if (key(topic.hash, channel) != null) {
                if (topic.stream.isSpread()) {
                    for (int p = 0; p < topic.parts.size(); p++) {
                        lanes.add(lane(topic, p));
                    }
                } else {
                    lanes.add(lane(topic, 0));
                }
            }
        }
        return lanes;
    }

    private String key(int topicHash, ChannelName channel) {
        return STREAMS.gather(channel).stream()
                .filter(part -> part.stream().equals(topic(topicHash).stream))
                .map(Streams.Part::key)
                .findFirst()
                .orElse(null);
    }

    /** The records of a channel in a lane, in the order in which they were written. */
    List<Rec> written(Lane lane, ChannelName channel) {
        return topic(lane.topicHash())
                .written
                .getOrDefault(key(lane.topicHash(), channel) + lane.partition(), List.of());
    }

    /** Whether a record comes before a mark of its topic and key. */
    boolean isBefore(Rec rec, Mark mark) {
        if (rec.topic.stream.isSpread()) {
            return rec.partition == mark.partition() && rec.offset < mark.offset();
        }
        int partition = KeyPartition.of(rec.key, mark.partitions());
        boolean same = rec
                .topic
                .sizes
                .subSet(Math.min(rec.count, mark.partitions()), true, Math.max(rec.count, mark.partitions()), true)
                .stream()
                .allMatch(size -> KeyPartition.of(rec.key, size) == partition);
        return same ? rec.offset < mark.offset() : rec.count < mark.partitions();
    }

    /** Whether a record lies in the partition that a mark is about. */
    boolean isOf(Rec rec, Mark mark) {
        return rec.partition
                == (rec.topic.stream.isSpread() ? mark.partition() : KeyPartition.of(rec.key, mark.partitions()));
    }

    /** Deletes the oldest records of some partition, but nothing from this offset on. */
    void retain(Topic topic, IntToLongFunction limit) {
        int p = random.nextInt(topic.size());
        Part part = topic.parts.get(p);
        if (!part.recs.isEmpty()) {
            long to = part.recs.get(random.nextInt(part.recs.size())).offset;
            part.start = Math.max(part.start, Math.min(to, limit.applyAsLong(p)));
        }
    }

    /** Takes records that newer ones of the same keys were written over, but none from these offsets on. */
    void compact(Topic topic, IntToLongFunction limit) {
        for (int p = 0; p < topic.size(); p++) {
            Set<String> newer = new HashSet<>();
            List<Rec> recs = topic.parts.get(p).recs;
            for (int i = recs.size() - 1; i >= 0; i--) {
                Rec rec = recs.get(i);
                boolean over = !newer.add(rec.key) && rec.offset < limit.applyAsLong(p);
                rec.isCompacted |= over && random.nextInt(3) > 0;
            }
        }
    }
}
