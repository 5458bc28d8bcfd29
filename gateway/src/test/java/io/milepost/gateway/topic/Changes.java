package io.milepost.gateway.topic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import io.milepost.broker.TestKafka;
import io.milepost.channel.KeyPartition;
import io.milepost.gateway.TestNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What operators do to topics that are in use. */
final class Changes implements AutoCloseable {
    private final Admin admin = Admin.create(client());

    static Map<String, Object> client() {
        return Map.of("bootstrap.servers", TestKafka.bootstrapServers());
    }

    /** A producer that knows the partitions there are now. */
    static KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(client(), new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Bare JSON with a number in it, somewhat long. */
    static ProducerRecord<byte[], byte[]> record(String topic, Integer partition, String key, int n) {
        String value = "{\"n\":" + n + ",\"x\":\"" + "x".repeat(4_000) + "\"}";
        return new ProducerRecord<>(topic, partition, key.getBytes(UTF_8), value.getBytes(UTF_8));
    }

    /** Writes such records, to where the key belongs. */
    static void write(KafkaProducer<byte[], byte[]> producer, String topic, String key, int from, int to) {
        IntStream.range(from, to).forEach(n -> producer.send(record(topic, null, key, n)));
        producer.flush();
    }

    /** A key that begins so and that is in another partition when there are more. */
    static String moving(String prefix, int before, int after) {
        return IntStream.range(0, 1_000)
                .mapToObj(i -> prefix + i)
                .filter(key -> KeyPartition.of(key, before) != KeyPartition.of(key, after))
                .findFirst()
                .orElseThrow();
    }

    /** A key that begins so and that goes to another of the first partitions when there are more, and with still more back. */
    static String returning(String prefix, int first, int away, int back) {
        return IntStream.range(0, 1_000)
                .mapToObj(i -> prefix + i)
                .filter(key -> KeyPartition.of(key, away) < first
                        && KeyPartition.of(key, away) != KeyPartition.of(key, first)
                        && KeyPartition.of(key, back) == KeyPartition.of(key, first))
                .findFirst()
                .orElseThrow();
    }

    void recreate(String topic) throws Exception {
        admin.deleteTopics(List.of(topic)).all().get();
        await().ignoreExceptions().until(() -> {
            TestKafka.createTopic(topic, 3, Map.of());
            return true;
        });
    }

    void grow(String topic, int partitions) throws Exception {
        admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(partitions)))
                .all()
                .get();
        try (KafkaProducer<byte[], byte[]> fresh = producer()) {
            await().until(() -> fresh.partitionsFor(topic).size() == partitions);
        }
    }

    /** A node has told the others that there are more partitions than so many. */
    void toldOfMoreThan(String topic, int partitions) {
        await().until(() -> admin.listConsumerGroupOffsets("milepost.growth")
                .partitionsToOffsetAndMetadata()
                .get()
                .containsKey(new TopicPartition(topic, partitions - 1)));
    }

    /** A node has asked the broker for the log's ends so many times more. */
    static void looks(TestNode node, int times) {
        for (int i = 0; i < times; i++) {
            long before = node.log().bounds().latest().askedAt();
            await().until(() -> node.log().bounds().latest().askedAt() != before);
        }
    }

    void retain(String topic, int partition, long start) throws Exception {
        admin.deleteRecords(Map.of(new TopicPartition(topic, partition), RecordsToDelete.beforeOffset(start)))
                .all()
                .get();
    }

    void set(String topic, String setting, String value) throws Exception {
        admin.incrementalAlterConfigs(Map.of(
                        new ConfigResource(ConfigResource.Type.TOPIC, topic),
                        Set.of(new AlterConfigOp(new ConfigEntry(setting, value), AlterConfigOp.OpType.SET))))
                .all()
                .get();
    }

    @Override
    public void close() {
        admin.close();
    }
}
