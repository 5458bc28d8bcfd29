package io.milepost.gateway.shard;

import io.milepost.channel.StreamSpec;
import io.milepost.channel.Streams;
import io.milepost.gateway.shard.ModelTopic.Part;
import io.milepost.log.LogPartition;
import io.milepost.log.Segment;
import io.milepost.log.Topology;
import java.util.List;
import java.util.Random;

/** A node's log whose tail has read whatever is written, and that knows of a topic's change at once. */
final class ModelLog extends ModelEventLog {
    private static final Streams STREAMS = Streams.of(List.of(
            StreamSpec.of("activity", "team-{key}", "activity-logged"),
            StreamSpec.of("goal", "team-{key}", "goal-updated"),
            StreamSpec.of("channels", "{key}", "message")));

    ModelLog(Random random) {
        this(random, 1_500 + random.nextInt(20_000));
    }

    private ModelLog(Random random, int ringBytes) {
        super(new ModelCluster(random, STREAMS, false), random, ringBytes);
        Topology all = topology();
        for (ModelTopic topic : cluster.topics) {
            all = all.with(topic.stream, topic.hash, topic.size());
        }
        begin(all);
        // The tail begins behind the end of a log that others have written before.
        for (int i = random.nextInt(12); i > 0; i--) {
            writeOne();
        }
        topology().partitions().forEach(partition -> ring().begin(partition, position(partition)));
        refreshBounds();
    }

    /** From now on the events are not for this socket; for everybody again, if it is null. */
    void except(String socket) {
        cluster.except(socket);
    }

    /** Writes some records, as one poll of the tail. */
    void append(int count) {
        Segment.Builder segment = ring().segment();
        for (int i = 0; i < count; i++) {
            ModelRecord record = writeOne();
            LogPartition partition = partition(record);
            segment.add(record.name(), record.in(partition)).cover(partition, position(partition));
        }
        ring().append(segment.build());
    }

    private ModelRecord writeOne() {
        ModelRecord record = cluster.write(any());
        LogPartition partition = partition(record);
        read(partition, part(partition).end);
        return record;
    }

    private ModelTopic any() {
        return cluster.topics.get(random.nextInt(cluster.topics.size()));
    }

    private LogPartition partition(ModelRecord record) {
        return topology().partitions().stream()
                .filter(partition ->
                        partition.stream().equals(record.topic().stream) && partition.partition() == record.partition())
                .findFirst()
                .orElseThrow();
    }

    /** Deletes the oldest records of a partition, as retention does. */
    void retain() {
        List<LogPartition> partitions = topology().partitions();
        Part part = part(partitions.get(random.nextInt(partitions.size())));
        if (cluster.retain(part, Long.MAX_VALUE) && random.nextBoolean()) {
            refreshBounds();
        }
    }

    /** Deletes a stream's topic and makes it anew. */
    void recreate() {
        ModelTopic anew = cluster.recreate(any());
        follow(topology().with(anew.stream, anew.hash, anew.size()));
    }

    /** Gives a stream's topic more partitions. */
    void grow() {
        ModelTopic topic = any();
        topic.grow(topic.size() + 1 + random.nextInt(2));
        follow(topology().with(topic.stream, topic.hash, topic.size(), positions()));
    }

    private void follow(Topology to) {
        change(to);
        refreshBounds();
        say();
    }

    private void refreshBounds() {
        boundsAskedAt(0);
    }
}
