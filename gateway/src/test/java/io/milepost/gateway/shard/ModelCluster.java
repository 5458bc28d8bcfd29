package io.milepost.gateway.shard;

import io.milepost.channel.ChannelName;
import io.milepost.channel.KeyPartition;
import io.milepost.channel.StreamSpec;
import io.milepost.channel.Streams;
import io.milepost.cursor.Cursor.Mark;
import io.milepost.gateway.shard.ModelTopic.Lane;
import io.milepost.gateway.shard.ModelTopic.Part;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;

/** What Kafka holds, as lists, so that what readers must get can be computed; one node or several read it. */
final class ModelCluster {
    static final List<String> KEYS = List.of("0", "1");
    static final List<String> NAMES = List.of("team-0", "team-1", "private-team-1");

    final Streams streams;
    /** Those there are. */
    final List<ModelTopic> topics = new ArrayList<>();

    private final Random random;
    private final Map<Integer, ModelTopic> byHash = new HashMap<>();
    private final Map<String, ModelRecord> byId = new HashMap<>();
    private @Nullable String except;

    /** With a topic for each stream; some are compacted if they may be. */
    ModelCluster(Random random, Streams streams, boolean compacts) {
        this.random = random;
        this.streams = streams;
        for (StreamSpec stream : streams.all()) {
            topics.add(made(stream, 1 + random.nextInt(3), compacts && random.nextInt(6) == 0));
        }
    }

    private ModelTopic made(StreamSpec stream, int partitions, boolean isCompacted) {
        ModelTopic topic = new ModelTopic(byHash.size() + 1, stream, partitions, isCompacted);
        byHash.put(topic.hash, topic);
        return topic;
    }

    /** Deletes a stream's topic and makes it anew. */
    ModelTopic recreate(ModelTopic topic) {
        ModelTopic anew = made(topic.stream, 1 + random.nextInt(3), topic.isCompacted);
        topics.set(topics.indexOf(topic), anew);
        return anew;
    }

    /** The topic of a stream. */
    ModelTopic topic(StreamSpec stream) {
        return topics.stream().filter(t -> t.stream.equals(stream)).findFirst().orElseThrow();
    }

    /** Whether this topic is there, and has not been deleted. */
    boolean has(int topicHash) {
        return topics.contains(byHash.get(topicHash));
    }

    ModelRecord byId(String id) {
        return byId.get(id);
    }

    /** From now on what is written is not for this socket; for everybody again, if it is null. */
    void except(@Nullable String socket) {
        except = socket;
    }

    /** Writes a record of some key. Offsets have gaps, before and behind a record. */
    ModelRecord write(ModelTopic topic) {
        List<String> keys = topic.stream.isCatchAll() ? NAMES : KEYS;
        String key = keys.get(random.nextInt(keys.size()));
        int count = topic.size();
        int p = topic.stream.isSpread() ? random.nextInt(count) : KeyPartition.of(key, count);
        Part part = topic.parts.get(p);
        long offset = part.end + random.nextInt(2);
        part.end = offset + 1 + random.nextInt(2);
        ModelRecord record = new ModelRecord(topic, p, offset, key, count, random.nextInt(50) == 0, except);
        topic.add(record);
        byId.put(record.id(), record);
        return record;
    }

    /** What a channel consists of. */
    List<Lane> lanes(ChannelName channel) {
        List<Lane> lanes = new ArrayList<>();
        for (ModelTopic topic : topics) {
            if (key(topic, channel) != null) {
                int count = topic.stream.isSpread() ? topic.size() : 1;
                for (int p = 0; p < count; p++) {
                    lanes.add(topic.lane(p));
                }
            }
        }
        return lanes;
    }

    /** The key of a channel's records in a topic; null if the channel does not gather it. */
    private @Nullable String key(ModelTopic topic, ChannelName channel) {
        return streams.gather(channel).stream()
                .filter(part -> part.stream().equals(topic.stream))
                .map(Streams.Part::key)
                .findFirst()
                .orElse(null);
    }

    /** The records of a channel in a lane, in the order in which they were written. */
    List<ModelRecord> written(Lane lane, ChannelName channel) {
        ModelTopic topic = byHash.get(lane.topicHash());
        return topic.written(key(topic, channel), lane);
    }

    /** Whether a record comes before a mark of its topic and key. */
    boolean isBefore(ModelRecord record, Mark mark) {
        if (record.topic().stream.isSpread()) {
            return record.partition() == mark.partition() && record.offset() < mark.offset();
        }
        int partition = KeyPartition.of(record.key(), mark.partitions());
        boolean same = record
                .topic()
                .sizes
                .subSet(
                        Math.min(record.count(), mark.partitions()),
                        true,
                        Math.max(record.count(), mark.partitions()),
                        true)
                .stream()
                .allMatch(size -> KeyPartition.of(record.key(), size) == partition);
        return same ? record.offset() < mark.offset() : record.count() < mark.partitions();
    }

    /** Whether a record lies in the partition that a mark is about. */
    boolean isOf(ModelRecord record, Mark mark) {
        return record.partition()
                == (record.topic().stream.isSpread()
                        ? mark.partition()
                        : KeyPartition.of(record.key(), mark.partitions()));
    }

    /** Deletes the oldest records of some partition, but nothing from this offset on. */
    void retain(ModelTopic topic, IntToLongFunction limit) {
        int p = random.nextInt(topic.size());
        retain(topic.parts.get(p), limit.applyAsLong(p));
    }

    /** Deletes the oldest records of a partition, but nothing from this offset on. Returns whether there ever were any. */
    boolean retain(Part part, long limit) {
        if (!part.records.isEmpty()) {
            long to = part.records.get(random.nextInt(part.records.size())).offset();
            part.start = Math.max(part.start, Math.min(to, limit));
        }
        return !part.records.isEmpty();
    }

    /** Takes records that newer ones of the same keys were written over, but none from these offsets on. */
    void compact(ModelTopic topic, IntToLongFunction limit) {
        for (int p = 0; p < topic.size(); p++) {
            Set<String> newer = new HashSet<>();
            List<ModelRecord> records = topic.parts.get(p).records;
            for (int i = records.size() - 1; i >= 0; i--) {
                ModelRecord record = records.get(i);
                boolean over = !newer.add(record.key()) && record.offset() < limit.applyAsLong(p);
                if (over && random.nextInt(3) > 0) {
                    record.compact();
                }
            }
        }
    }
}
