package io.milepost.log;

import io.milepost.log.peer.PeerTopics;
import io.milepost.route.Routes;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/**
 * How the log side of a gateway node is to run.
 *
 * @param kafka settings for every Kafka client here; {@code bootstrap.servers} at least
 * @param missingTopics how to make the streams' topics that do not exist; empty to report them as a fault instead
 * @param ringBytes bytes of heap for the newest records
 * @param warmUpRecords how many records before the end to read into the ring at start, over all partitions
 * @param pollRecords records a poll brings at most, which is also the size of a segment
 * @param watchInterval how often to ask the broker for topic ids and bounds
 * @param revocations the topic of revoked tokens; empty to revoke none
 * @param routes which events clients of the gateway get
 * @param absences how those are served who were away for long
 * @param rollout where it stands which provider clients are to use; empty for the gateway alone
 * @param peers by which topics the nodes speak with each other; empty for a node that is alone
 * @param tailLag records that the tail may be behind before the node is taken for {@link EventLog#away away}; 0 for any number
 */
public record LogConfig(
        Map<String, Object> kafka,
        Optional<TopicDefaults> missingTopics,
        long ringBytes,
        int warmUpRecords,
        int pollRecords,
        Duration watchInterval,
        Optional<String> revocations,
        Routes routes,
        Absences absences,
        Optional<RolloutSource> rollout,
        Optional<PeerTopics> peers,
        long tailLag) {
    /** Where revocations are published unless another topic is named. */
    public static final String REVOCATIONS = "milepost.revocations";

    /** Where rollouts are published unless another topic is named. */
    public static final String ROLLOUT = "milepost.rollout";

    /** Records that the tail may be behind, unless something else is said. */
    public static final long TAIL_LAG = 100_000;

    /** How long a fetch at the log's end waits there for records, in milliseconds, where others wait for the fetch. */
    private static final int FETCH_WAIT = 5;

    /** Bytes below which a ring could not hold two polls of small records. */
    public static final long LEAST_RING_BYTES = 64 * 1024;

    /**
     * How a topic is made.
     *
     * @param replicas copies of each partition; -1 for the broker's own default
     */
    public record TopicDefaults(int partitions, short replicas) {}

    /**
     * Where rollouts come from.
     *
     * @param topic they are published to
     * @param providers that this node can tell clients to use; a rollout that names another is not followed
     */
    public record RolloutSource(String topic, Set<String> providers) {
        /** Copies the set. */
        public RolloutSource {
            providers = Set.copyOf(providers);
        }
    }

    /**
     * How those are served who come back from behind the ring.
     *
     * @param indexBytes heap for the skip index; 0 for none
     * @param indexPerSecond records a second that are read in the background to build it after a start; 0 for none
     * @param budget records that are read for one reader who comes back, at most; what is older is announced as a gap
     */
    public record Absences(long indexBytes, int indexPerSecond, long budget) {
        /** An index of 15 million records at least, built in the background, and a million records for one reader. */
        public static final Absences DEFAULT = new Absences(32L << 20, 50_000, 1_000_000);
    }

    /** Copies the settings. */
    public LogConfig {
        kafka = Map.copyOf(kafka);
    }

    /** The defaults for a Kafka at this address. */
    public static LogConfig of(String bootstrapServers) {
        return new LogConfig(
                Map.of("bootstrap.servers", bootstrapServers),
                Optional.of(new TopicDefaults(3, (short) -1)),
                64L << 20,
                20_000,
                500,
                Duration.ofSeconds(5),
                Optional.of(REVOCATIONS),
                Routes.NONE,
                Absences.DEFAULT,
                Optional.empty(),
                Optional.empty(),
                TAIL_LAG);
    }

    /** The same with other settings for Kafka clients. */
    LogConfig withKafka(Map<String, Object> settings) {
        return new LogConfig(
                settings,
                missingTopics,
                ringBytes,
                warmUpRecords,
                pollRecords,
                watchInterval,
                revocations,
                routes,
                absences,
                rollout,
                peers,
                tailLag);
    }

    /**
     * The same for a consumer that jumps about: what it fetched ahead at the log's end must not wait there for records to
     * come: nothing else is fetched meanwhile, and a jump would take half a second.
     */
    LogConfig leaping() {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_WAIT);
        return withKafka(settings);
    }

    /** The same, serving those who were away like this. */
    public LogConfig withAbsences(Absences others) {
        return new LogConfig(
                kafka,
                missingTopics,
                ringBytes,
                warmUpRecords,
                pollRecords,
                watchInterval,
                revocations,
                routes,
                others,
                rollout,
                peers,
                tailLag);
    }

    /** The same with another ring. */
    public LogConfig withRing(long bytes, int warmUp, int poll) {
        return new LogConfig(
                kafka,
                missingTopics,
                bytes,
                warmUp,
                poll,
                watchInterval,
                revocations,
                routes,
                absences,
                rollout,
                peers,
                tailLag);
    }

    /** The same, asking the broker at this interval. */
    public LogConfig withWatchInterval(Duration interval) {
        return new LogConfig(
                kafka,
                missingTopics,
                ringBytes,
                warmUpRecords,
                pollRecords,
                interval,
                revocations,
                routes,
                absences,
                rollout,
                peers,
                tailLag);
    }

    /** The same with another topic of revocations. */
    public LogConfig withRevocations(Optional<String> topic) {
        return new LogConfig(
                kafka,
                missingTopics,
                ringBytes,
                warmUpRecords,
                pollRecords,
                watchInterval,
                topic,
                routes,
                absences,
                rollout,
                peers,
                tailLag);
    }

    /** The same with topics made like this. */
    public LogConfig withMissingTopics(Optional<TopicDefaults> topics) {
        return new LogConfig(
                kafka,
                topics,
                ringBytes,
                warmUpRecords,
                pollRecords,
                watchInterval,
                revocations,
                routes,
                absences,
                rollout,
                peers,
                tailLag);
    }

    /** The same with these routes. */
    public LogConfig withRoutes(Routes others) {
        return new LogConfig(
                kafka,
                missingTopics,
                ringBytes,
                warmUpRecords,
                pollRecords,
                watchInterval,
                revocations,
                others,
                absences,
                rollout,
                peers,
                tailLag);
    }

    /** The same with rollouts from there. */
    public LogConfig withRollout(Optional<RolloutSource> source) {
        return new LogConfig(
                kafka,
                missingTopics,
                ringBytes,
                warmUpRecords,
                pollRecords,
                watchInterval,
                revocations,
                routes,
                absences,
                source,
                peers,
                tailLag);
    }

    /** The same, speaking with other nodes by these topics. */
    public LogConfig withPeers(Optional<PeerTopics> topics) {
        return new LogConfig(
                kafka,
                missingTopics,
                ringBytes,
                warmUpRecords,
                pollRecords,
                watchInterval,
                revocations,
                routes,
                absences,
                rollout,
                topics,
                tailLag);
    }

    /** The same with another bound for how far the tail may be behind. */
    public LogConfig withTailLag(long records) {
        return new LogConfig(
                kafka,
                missingTopics,
                ringBytes,
                warmUpRecords,
                pollRecords,
                watchInterval,
                revocations,
                routes,
                absences,
                rollout,
                peers,
                records);
    }
}
