package io.milepost.bench;

import io.milepost.channel.Streams;
import io.milepost.log.KafkaEventLog;
import io.milepost.log.LogConfig;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteBufferDeserializer;

/** How fast the tail reads a full log into its ring, beside a consumer that does nothing with what it reads. */
public final class TailBench {
    private static final int RECORDS = 1_500_000;
    private static final int ROUNDS = 5;
    private static final int PARTITIONS = 12;

    private final PrintStream out;

    /** A benchmark. */
    public TailBench(PrintStream out) {
        this.out = out;
    }

    /** Runs and prints. */
    public void run() throws IOException {
        try (FullLog full = FullLog.write(out, RECORDS, PARTITIONS)) {
            List<Double> tail = new ArrayList<>();
            List<Double> bare = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                bare.add(bare(full.kafka()));
                tail.add(tail(full.kafka()));
                out.printf(
                        "round %d: bare consumer %,.0f records/s, tail %,.0f%n",
                        round + 1, bare.get(round), tail.get(round));
                out.flush();
            }
            out.printf(
                    "medians: bare consumer %,.0f records/s, tail %,.0f (%.2f of it)%n",
                    median(bare), median(tail), median(tail) / median(bare));
        }
    }

    private static double tail(String kafka) {
        LogConfig config = LogConfig.of(kafka).withRing(64L << 20, 100 * RECORDS, 500);
        long began = System.nanoTime();
        try (KafkaEventLog log = KafkaEventLog.open(config, Streams.DEFAULTS)) {
            while (log.stats().records() == 0) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            }
            began = System.nanoTime();
            log.ready().orTimeout(2, TimeUnit.MINUTES).join();
            return log.stats().records() * 1e9 / (System.nanoTime() - began);
        }
    }

    private static double bare(String kafka) {
        List<TopicPartition> partitions = IntStream.range(0, PARTITIONS)
                .mapToObj(i -> new TopicPartition("activity", i))
                .toList();
        try (KafkaConsumer<byte[], ByteBuffer> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka, "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteBufferDeserializer())) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            int count = consumer.poll(Duration.ofSeconds(10)).count();
            long began = System.nanoTime();
            long bytes = 0;
            while (count < RECORDS) {
                for (ConsumerRecord<byte[], ByteBuffer> record : consumer.poll(Duration.ofSeconds(10))) {
                    bytes += record.serializedValueSize();
                    count++;
                }
            }
            return bytes == 0 ? 0 : count * 1e9 / (System.nanoTime() - began);
        }
    }

    static double median(List<Double> numbers) {
        List<Double> sorted = numbers.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }
}
