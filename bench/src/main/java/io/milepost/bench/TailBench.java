package io.milepost.bench;

import io.milepost.channel.Streams;
import io.milepost.log.KafkaEventLog;
import io.milepost.log.LogConfig;
import io.milepost.producer.PublisherConfig;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteBufferDeserializer;

/** How fast the tail reads a full log into its ring, beside a consumer that does nothing with what it reads. */
public final class TailBench {
    private static final int RECORDS = 1_500_000;
    private static final int EVENT_BYTES = 300;
    private static final int KEYS = 10_000;
    private static final int ROUNDS = 5;
    private static final int PARTITIONS = 12;

    private final PrintStream out;

    /** A benchmark. */
    public TailBench(PrintStream out) {
        this.out = out;
    }

    /** Runs and prints. */
    public void run() throws IOException {
        Path data = Files.createTempDirectory("milepost-bench");
        try (Target broker = Target.start(
                List.of("-Xmx1g"),
                List.of(
                        "broker",
                        "--broker-port",
                        "0",
                        "--data",
                        data.toString(),
                        "--set",
                        "topics.partitions=" + PARTITIONS))) {
            fill(broker.ready());
            List<Double> tail = new ArrayList<>();
            List<Double> bare = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                bare.add(bare(broker.ready()));
                tail.add(tail(broker.ready()));
                out.printf(
                        "round %d: bare consumer %,.0f records/s, tail %,.0f%n",
                        round + 1, bare.get(round), tail.get(round));
                out.flush();
            }
            out.printf(
                    "medians: bare consumer %,.0f records/s, tail %,.0f (%.2f of it)%n",
                    median(bare), median(tail), median(tail) / median(bare));
        } finally {
            try (Stream<Path> files = Files.walk(data)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        }
    }

    private void fill(String kafka) {
        out.printf("writing %,d events of %d bytes%n", RECORDS, EVENT_BYTES);
        out.flush();
        List<String> keys = IntStream.range(0, KEYS).mapToObj(i -> "k" + i).toList();
        try (Speaker speaker = new Speaker(
                new PublisherConfig(
                        "/bench",
                        Streams.DEFAULTS,
                        Map.of(
                                "bootstrap.servers",
                                kafka,
                                "linger.ms",
                                "20",
                                "batch.size",
                                "262144",
                                "compression.type",
                                "none"),
                        Duration.ofMinutes(2)),
                keys,
                EVENT_BYTES)) {
            speaker.speak(1e7, RECORDS / 1e7);
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

    private static double median(List<Double> numbers) {
        List<Double> sorted = numbers.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }
}
