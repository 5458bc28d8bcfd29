package io.milepost.log;

import io.milepost.channel.StreamSpec;
import io.milepost.cursor.TopicHash;
import io.milepost.log.LogConfig.TopicDefaults;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * What the broker knows of the streams' topics, and of the gateway's own. Every method waits for the broker and throws
 * {@link KafkaException}.
 */
final class Topics {
    /**
     * How long an answer may take. Kafka's client sticks to the broker that it has chosen until this is over, though that one is gone
     * and others lead: what is asked anew is asked of those who are there by then.
     */
    static final int PATIENCE_MS = 3_000;

    private final Admin admin;
    private final TopicPolicies policies;
    private final List<StreamSpec> streams;
    private final List<OwnTopic> own;
    private final @Nullable Integer patienceMs;

    /** For somebody who asks again and again. */
    Topics(Admin admin, List<StreamSpec> streams, List<OwnTopic> own) {
        this(admin, streams, own, PATIENCE_MS);
    }

    private Topics(Admin admin, List<StreamSpec> streams, List<OwnTopic> own, @Nullable Integer patienceMs) {
        this.admin = admin;
        this.patienceMs = patienceMs;
        this.policies = new TopicPolicies(admin);
        this.streams = List.copyOf(streams);
        this.own = List.copyOf(own);
    }

    /** For somebody who asks once: an answer may take as long as the client is told to wait. */
    static Topics askedOnce(Admin admin, List<StreamSpec> streams, List<OwnTopic> own) {
        return new Topics(admin, streams, own, null);
    }

    /** One incarnation of a stream's topic. */
    record Found(StreamSpec stream, int topicHash, int partitions) {}

    /** The topics that exist. */
    List<Found> describe() {
        Map<String, TopicDescription> topics = existing(topicNames());
        List<Found> found = new ArrayList<>();
        for (StreamSpec stream : streams) {
            TopicDescription topic = topics.get(stream.topic());
            if (topic != null) {
                found.add(new Found(
                        stream,
                        TopicHash.of(topic.topicId()),
                        topic.partitions().size()));
            }
        }
        return found;
    }

    /** Which topic of this name there is now, if there is one. */
    Optional<Uuid> idOf(String name) {
        return Optional.ofNullable(existing(List.of(name)).get(name)).map(TopicDescription::topicId);
    }

    private Map<String, TopicDescription> existing(Collection<String> names) {
        Map<String, TopicDescription> found = new HashMap<>();
        admin.describeTopics(names, new DescribeTopicsOptions().timeoutMs(patienceMs))
                .topicNameValues()
                .forEach((name, asked) -> {
                    try {
                        found.put(name, await(asked));
                    } catch (UnknownTopicOrPartitionException e) {
                        // Not there: left out.
                    }
                });
        return found;
    }

    /**
     * Makes the topics that do not exist.
     *
     * @throws MissingTopicsException if there are some and none is to be made
     */
    void makeMissing(Optional<TopicDefaults> defaults) {
        Set<String> missing = new LinkedHashSet<>(topicNames());
        own.forEach(topic -> missing.add(topic.name()));
        missing.removeAll(existing(missing).keySet());
        if (missing.isEmpty()) {
            return;
        }
        TopicDefaults how = defaults.orElseThrow(() -> new MissingTopicsException(List.copyOf(missing)));
        List<NewTopic> fresh = new ArrayList<>();
        own.stream().filter(topic -> missing.remove(topic.name())).forEach(topic -> fresh.add(topic.fresh(how)));
        missing.forEach(topic -> fresh.add(new NewTopic(topic, how.partitions(), how.replicas())));
        for (KafkaFuture<Void> made : admin.createTopics(fresh).values().values()) {
            try {
                await(made);
            } catch (TopicExistsException e) {
                // Another node was quicker.
            }
        }
    }

    /**
     * From where to where the broker holds each partition, and whether everything between is there to be read.
     *
     * @param found which topics exist; asking about others would only run into a time-out
     */
    Bounds.Snapshot bounds(Topology topology, List<Found> found) {
        long askedAt = System.nanoTime();
        List<LogPartition> existing = existing(topology, found);
        long[] starts = offsets(topology, existing, OffsetSpec.earliest(), IsolationLevel.READ_UNCOMMITTED, 0);
        long[] ends = offsets(topology, existing, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED, Long.MAX_VALUE);
        // Asked after the ends, so that what is written meanwhile is not taken for waiting.
        long[] readable =
                offsets(topology, existing, OffsetSpec.latest(), IsolationLevel.READ_COMMITTED, Long.MAX_VALUE);
        Map<StreamSpec, Long> undecided = new HashMap<>();
        for (LogPartition partition : existing) {
            long waiting = Math.max(0, ends[partition.run()] - readable[partition.run()]);
            undecided.merge(partition.stream(), waiting, Long::sum);
        }
        return new Bounds.Snapshot(askedAt, starts, ends, readable, undecided, policies.compacted(found));
    }

    /** By run of offsets, how far a reader of committed records can read; a hanging transaction stands in its way. */
    long[] readableEnds(Topology topology, List<Found> found) {
        return offsets(topology, existing(topology, found), OffsetSpec.latest(), IsolationLevel.READ_COMMITTED, 0);
    }

    /** By run of offsets, where partitions end, be it that some of what is before that is not decided yet. */
    long[] ends(Topology topology, List<Found> found) {
        return offsets(topology, existing(topology, found), OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED, 0);
    }

    private static List<LogPartition> existing(Topology topology, List<Found> found) {
        Set<Integer> hashes = found.stream().map(Found::topicHash).collect(Collectors.toSet());
        return topology.partitions().stream()
                .filter(partition -> hashes.contains(partition.topicHash()))
                .toList();
    }

    private long[] offsets(
            Topology topology, List<LogPartition> asked, OffsetSpec spec, IsolationLevel isolation, long unknown) {
        Map<TopicPartition, OffsetSpec> question =
                asked.stream().collect(Collectors.toMap(LogPartition::topicPartition, partition -> spec));
        ListOffsetsResult answers =
                admin.listOffsets(question, new ListOffsetsOptions(isolation).timeoutMs(patienceMs));
        long[] offsets = new long[topology.size()];
        Arrays.fill(offsets, unknown);
        for (LogPartition partition : asked) {
            try {
                offsets[partition.run()] = await(answers.partitionResult(partition.topicPartition()))
                        .offset();
            } catch (UnknownTopicOrPartitionException e) {
                // Deleted a moment ago: if it is made anew, the next description says so.
            }
        }
        return offsets;
    }

    private Collection<String> topicNames() {
        return streams.stream().map(StreamSpec::topic).toList();
    }

    static <T> T await(@Nullable KafkaFuture<T> future) {
        try {
            return Objects.requireNonNull(future, "asked for").get();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException known ? known : new KafkaException(e.getCause());
        }
    }
}
