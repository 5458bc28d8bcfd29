package io.milepost.gateway.topic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.milepost.broker.BrokerConfig;
import io.milepost.broker.EmbeddedBroker;
import io.milepost.broker.FreePort;
import io.milepost.channel.KeyPartition;
import io.milepost.fanout.topic.Consumers;
import io.milepost.gateway.TestClient;
import io.milepost.gateway.TestNode;
import io.milepost.log.LogConfig;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A topic that the broker has really compacted. */
class CompactedLogIT {
    private static final String CHANNEL = "events-c";
    private static final String KEY = "c";
    /** Records of other keys between, each of which stays: enough for the index to pass over most of them. */
    private static final int OTHERS = 4_000;

    @TempDir
    Path data;

    /** For a node whose index is from before, and for one that has started since. */
    @Test
    void whatIsLeftComesAfterTheGap() throws Exception {
        BrokerConfig config = new BrokerConfig(
                data, FreePort.find(), Map.of("log.cleaner.backoff.ms", "100", "log.segment.bytes", "1048576"));
        try (EmbeddedBroker broker = EmbeddedBroker.start(config);
                TestNode node = TestNode.start(log -> small(broker), gateway -> gateway);
                TestClient away = node.connect("ada")) {
            Map<String, Object> kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
            String topic = node.topic("event-status");
            away.send("{\"type\":\"subscribe\",\"channel\":\"" + CHANNEL + "\"}");
            String cursor = away.expect("subscribed").get("cursor").asText();
            try (KafkaProducer<byte[], byte[]> producer = producer(kafka)) {
                Changes.write(producer, topic, KEY, 0, 10);
                others().forEach(key -> producer.send(Changes.record(topic, null, key, 0)));
                Changes.write(producer, topic, KEY, 10, 20);
            }
            assertThat(Frames.take(away::next, "19").said).isEqualTo(Frames.numbers(0, 20));

            compact(kafka, topic);
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> !left(kafka, topic).contains("0"));
            List<String> expected = new ArrayList<>(List.of("recovered false", "gap compacted"));
            expected.addAll(left(kafka, topic));
            expected.add("live");
            assertThat(expected).contains("19");
            assertComesBack(node, cursor, expected);
            try (TestNode later = TestNode.on(node.streams(), log -> small(broker), gateway -> gateway)) {
                await().until(() -> later.log().stats().indexed() >= OTHERS / 2);
                assertComesBack(later, cursor, expected);
            }
            try (KafkaProducer<byte[], byte[]> producer = producer(kafka)) {
                Changes.write(producer, topic, KEY, 20, 30);
            }
            assertThat(Frames.take(away::next, "29").said).isEqualTo(Frames.numbers(20, 30));
        }
    }

    /** Keys that share the partition. */
    private static List<String> others() {
        return IntStream.iterate(0, i -> i + 1)
                .mapToObj(i -> "other" + i)
                .filter(key -> KeyPartition.of(key, 3) == KeyPartition.of(KEY, 3))
                .limit(OTHERS)
                .toList();
    }

    private static LogConfig small(EmbeddedBroker broker) {
        return LogConfig.of(broker.bootstrapServers()).withRing(LogConfig.LEAST_RING_BYTES, 0, 50);
    }

    private static void assertComesBack(TestNode node, String cursor, List<String> expected) throws Exception {
        await().until(() -> node.log().bounds().latest().compacted().stream()
                .anyMatch(stream -> stream.name().equals("event-status")));
        long skipped = node.log().stats().skipped();
        try (TestClient back = node.connect("eve")) {
            Frames frames = Frames.since(back, CHANNEL, cursor);
            assertThat(frames.said).isEqualTo(expected);
            assertThat(Frames.since(back, CHANNEL, "earliest").said).isEqualTo(expected);
        }
        assertThat(node.log().stats().skipped() - skipped).isGreaterThan(OTHERS);
    }

    /** The numbers of the key's records that there still are, as a plain consumer reads them. */
    private static List<String> left(Map<String, Object> kafka, String topic) throws Exception {
        TopicPartition partition = new TopicPartition(topic, KeyPartition.of(KEY, 3));
        List<String> left = new ArrayList<>();
        try (KafkaConsumer<byte[], ByteBuffer> consumer = Consumers.open(kafka, 500, "plain")) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<byte[], ByteBuffer> record : consumer.poll(Duration.ofSeconds(1))) {
                    if (KEY.equals(new String(record.key(), UTF_8))) {
                        byte[] value = new byte[record.value().remaining()];
                        record.value().get(value);
                        left.add(new ObjectMapper().readTree(value).get("n").asText());
                    }
                }
            }
        }
        return left;
    }

    /** Has all segments cleaned but the last. */
    private static void compact(Map<String, Object> kafka, String topic) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        try (Admin admin = Admin.create(kafka)) {
            admin.incrementalAlterConfigs(Map.of(
                            resource,
                            Set.of(set("cleanup.policy", "compact"), set("min.cleanable.dirty.ratio", "0.001"))))
                    .all()
                    .get();
        }
    }

    private static AlterConfigOp set(String setting, String value) {
        return new AlterConfigOp(new ConfigEntry(setting, value), OpType.SET);
    }

    private static KafkaProducer<byte[], byte[]> producer(Map<String, Object> kafka) {
        return new KafkaProducer<>(kafka, new ByteArraySerializer(), new ByteArraySerializer());
    }
}
