package io.milepost.log;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Records that a producer should not have written so. All are counted; the log hears of each kind once a minute at most. */
final class Oddities {
    private static final Logger log = LoggerFactory.getLogger(Oddities.class);
    private static final long QUIET_NANOS = 60_000_000_000L;

    private static final String LATE =
            "Its producer does not know yet of the partitions that the topic has got since" + " (metadata.max.age.ms)";

    private final LogStats stats;
    private long unaddressableQuietUntil = System.nanoTime();
    private long strayQuietUntil = System.nanoTime();

    Oddities(LogStats stats) {
        this.stats = stats;
    }

    void unaddressable(LogPartition partition, ConsumerRecord<?, ?> record) {
        stats.unaddressable.increment();
        long now = System.nanoTime();
        if (now - unaddressableQuietUntil >= 0) {
            unaddressableQuietUntil = now + QUIET_NANOS;
            log.warn(
                    "{}@{}: the key is missing or makes no channel name with {}, so nobody can receive the record ({} so far)",
                    partition.topicPartition(),
                    record.offset(),
                    partition.stream().template(),
                    stats.unaddressable());
        }
    }

    /**
     * A record outside its key's partition.
     *
     * @param late whether it lies where it would have belonged before the topic got more partitions
     */
    void stray(LogPartition partition, ConsumerRecord<?, ?> record, boolean late) {
        stats.strays.increment();
        long now = System.nanoTime();
        if (now - strayQuietUntil >= 0) {
            strayQuietUntil = now + QUIET_NANOS;
            log.warn(
                    "{}@{}: not the partition that the key's murmur2 hash gives, so the record is delivered live only and"
                            + " cannot be replayed ({} so far). {}",
                    partition.topicPartition(),
                    record.offset(),
                    stats.strays(),
                    late ? LATE : "Set " + partitioner(partition));
        }
    }

    private static String partitioner(LogPartition partition) {
        return "the producer's partitioner to murmur2 (librdkafka: partitioner=murmur2_random), or streams."
                + partition.stream().name() + ".partitioning to any";
    }
}
