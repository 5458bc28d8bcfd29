package io.milepost.log;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

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
 */
public record LogConfig(
        Map<String, Object> kafka,
        Optional<TopicDefaults> missingTopics,
        long ringBytes,
        int warmUpRecords,
        int pollRecords,
        Duration watchInterval,
        Optional<String> revocations) {
    /** Where revocations are published unless another topic is named. */
    public static final String REVOCATIONS = "milepost.revocations";

    /** Bytes below which a ring could not hold two polls of small records. */
    public static final long LEAST_RING_BYTES = 64 * 1024;

    /**
     * How a topic is made.
     *
     * @param replicas copies of each partition; -1 for the broker's own default
     */
    public record TopicDefaults(int partitions, short replicas) {}

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
                Optional.of(REVOCATIONS));
    }

    /** The same with another ring. */
    public LogConfig withRing(long bytes, int warmUp, int poll) {
        return new LogConfig(kafka, missingTopics, bytes, warmUp, poll, watchInterval, revocations);
    }

    /** The same, asking the broker at this interval. */
    public LogConfig withWatchInterval(Duration interval) {
        return new LogConfig(kafka, missingTopics, ringBytes, warmUpRecords, pollRecords, interval, revocations);
    }

    /** The same with another topic of revocations. */
    public LogConfig withRevocations(Optional<String> topic) {
        return new LogConfig(kafka, missingTopics, ringBytes, warmUpRecords, pollRecords, watchInterval, topic);
    }

    /** The same with topics made like this. */
    public LogConfig withMissingTopics(Optional<TopicDefaults> topics) {
        return new LogConfig(kafka, topics, ringBytes, warmUpRecords, pollRecords, watchInterval, revocations);
    }
}
