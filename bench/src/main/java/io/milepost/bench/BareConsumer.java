package io.milepost.bench;

import io.milepost.bench.Cost.Watch;
import io.milepost.fanout.topic.Consumers;
import io.milepost.log.LogConfig;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteBufferDeserializer;

/** What Kafka's client can do alone: it reads the topic {@code activity} and does nothing with it. */
final class BareConsumer {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private BareConsumer() {}

    /** Reads so many records from the beginning, with Kafka's own settings but for the isolation level, which is the gateway's. */
    static Cost withDefaults(String kafka, int partitions, int records) {
        return read(
                new KafkaConsumer<>(
                        Map.of("bootstrap.servers", kafka, "isolation.level", "read_committed"),
                        new ByteArrayDeserializer(),
                        new ByteBufferDeserializer()),
                partitions,
                records);
    }

    /** The same with the settings with which the gateway reads. */
    static Cost asGateway(String kafka, int partitions, int records) {
        int poll = LogConfig.of(kafka).pollRecords();
        return read(Consumers.open(Map.of("bootstrap.servers", kafka), poll, "bench"), partitions, records);
    }

    /** Measured from the first poll that brings some. */
    private static Cost read(KafkaConsumer<byte[], ByteBuffer> consumer, int partitions, int records) {
        List<TopicPartition> all = IntStream.range(0, partitions)
                .mapToObj(i -> new TopicPartition("activity", i))
                .toList();
        try (consumer) {
            consumer.assign(all);
            consumer.seekToBeginning(all);
            int count = consumer.poll(PATIENCE).count();
            Watch watch = new Watch();
            long bytes = 0;
            while (count < records) {
                for (ConsumerRecord<byte[], ByteBuffer> record : consumer.poll(PATIENCE)) {
                    bytes += record.serializedValueSize();
                    count++;
                }
            }
            return watch.stop(bytes == 0 ? 1 : count);
        }
    }
}
