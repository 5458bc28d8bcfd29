package io.milepost.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.broker.TestKafka;
import io.milepost.device.DeviceId;
import io.milepost.device.KafkaDeviceStore;
import io.milepost.gateway.TestClient;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;

/** A device that follows one team's numbered events, and comes to one node or another with nothing in its hands. */
final class DeviceOnTheWay {
    /** Whose it is. */
    static final String USER = "ida";

    private static final Duration LONG = Duration.ofSeconds(90);

    private final NodeProcesses nodes;
    private final String name;
    private final String token;
    private final String channel;
    private String cursor = "";
    private int acknowledged;

    DeviceOnTheWay(NodeProcesses nodes, String name, String token, String channel) {
        this.nodes = nodes;
        this.name = name;
        this.token = token;
        this.channel = channel;
    }

    /** Takes so many events and acknowledges the last of them; returns when the node has read that. */
    TestClient acknowledges(int node, int count) {
        TestClient client = connect(node);
        JsonNode last = client.expect("walked", count).get(count - 1);
        cursor = last.path("cursor").asText();
        acknowledged = last.at("/data/n").asInt();
        client.send("{\"type\":\"ack\",\"channel\":\"" + channel + "\",\"cursor\":\"" + cursor + "\"}");
        client.drain();
        return client;
    }

    /** The number of the event that it acknowledged last. */
    int acknowledged() {
        return acknowledged;
    }

    /** Returns when Kafka keeps that. */
    void awaitKept() {
        String group = new DeviceId(USER, name).group();
        TopicPartition only = new TopicPartition(KafkaDeviceStore.TOPIC, 0);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", TestKafka.bootstrapServers()))) {
            // Until then, there may not even be the group.
            await().atMost(LONG)
                    .ignoreExceptions()
                    .until(() -> admin.listConsumerGroupOffsets(group)
                            .partitionsToOffsetAndMetadata()
                            .get()
                            .get(only)
                            .metadata()
                            .contains(cursor));
        }
    }

    /** Comes and goes on; what it gets has no hole. Returns the number of the first event. */
    int goesOn(int node) {
        try (TestClient client = connect(node)) {
            int first = client.expect("walked").at("/data/n").asInt();
            int due = first + 1;
            while (due < acknowledged + 5) {
                JsonNode frame = client.next();
                if (frame.path("type").asText().equals("walked")) {
                    assertThat(frame.at("/data/n").asInt()).isEqualTo(due++);
                }
            }
            return first;
        }
    }

    private TestClient connect(int node) {
        TestClient client =
                TestClient.connect("ws://127.0.0.1:" + nodes.port(node) + "/ws?token=" + token + "&device=" + name);
        client.send("{\"type\":\"subscribe\",\"channel\":\"" + channel + "\"}");
        assertThat(client.expect("subscribed").path("recovered").asBoolean()).isEqualTo(!cursor.isEmpty());
        return client;
    }
}
