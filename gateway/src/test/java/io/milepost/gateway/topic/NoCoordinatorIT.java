package io.milepost.gateway.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milepost.broker.BrokerConfig;
import io.milepost.broker.EmbeddedBroker;
import io.milepost.broker.FreePort;
import io.milepost.gateway.TestClient;
import io.milepost.gateway.TestNode;
import io.milepost.log.LogConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster whose topic of committed offsets cannot be made: what nodes would tell each other by it is missing, and nothing else. */
class NoCoordinatorIT {
    @TempDir
    Path data;

    @Test
    void aNodeServesAndFollowsATopicThatGrows() throws Exception {
        BrokerConfig config = new BrokerConfig(data, FreePort.find(), Map.of("offsets.topic.replication.factor", "3"));
        try (EmbeddedBroker broker = EmbeddedBroker.start(config);
                TestNode node = TestNode.start(
                        log -> LogConfig.of(broker.bootstrapServers()).withWatchInterval(Duration.ofMillis(500)),
                        gateway -> gateway);
                TestClient client = node.connect("ada")) {
            Map<String, Object> kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
            String topic = node.topic("activity");
            String key = Changes.moving("n", 3, 6);
            client.send("{\"type\":\"subscribe\",\"channel\":\"team-" + key + "\"}");
            client.expect("subscribed");
            write(kafka, topic, key, 0, 5);
            try (Admin admin = Admin.create(kafka)) {
                admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(6)))
                        .all()
                        .get();
            }
            await().until(() -> node.log().bounds().latest().ends().length > 15);
            write(kafka, topic, key, 5, 10);
            assertThat(Frames.take(client::next, "9").said).isEqualTo(Frames.numbers(0, 10));
            long asked = node.log().bounds().latest().askedAt();
            await().until(() -> node.log().bounds().latest().askedAt() != asked);
            assertThat(node.log().away()).isNull();
        }
    }

    private static void write(Map<String, Object> kafka, String topic, String key, int from, int to) {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(kafka, new ByteArraySerializer(), new ByteArraySerializer())) {
            Changes.write(producer, topic, key, from, to);
        }
    }
}
