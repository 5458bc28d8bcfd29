package io.milepost.gateway.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.broker.TestKafka;
import io.milepost.device.DeviceId;
import io.milepost.device.KafkaDeviceStore;
import io.milepost.gateway.TestClient;
import io.milepost.gateway.TestNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Devices that come back with nothing in their hands, to the same node and to another. */
class DeviceIT {
    private static final TopicPartition PARTITION = new TopicPartition(KafkaDeviceStore.TOPIC, 0);

    private static Admin admin;
    private static TestNode node;
    private static TestNode other;

    private final String user = "user-" + UUID.randomUUID();
    private final String key = UUID.randomUUID().toString();
    private final String channel = "team-" + key;

    @BeforeAll
    static void start() {
        admin = Admin.create(Map.of("bootstrap.servers", TestKafka.bootstrapServers()));
        node = TestNode.start();
        other = TestNode.on(node.streams(), UnaryOperator.identity(), UnaryOperator.identity());
    }

    @AfterAll
    static void stop() {
        other.close();
        node.close();
        admin.close();
    }

    @Test
    void itGoesOnWhereItHadAcknowledgedOnAnyNode() throws Exception {
        String began;
        try (TestClient phone = connect(node, "phone")) {
            assertThat(subscribe(phone, "").path("recovered").asBoolean()).isFalse();
            began = awaitKept("phone", "");
            publish(0, 5);
            List<JsonNode> heard = events(phone, 5);
            ack(phone, heard.get(2).path("cursor").asText());
            settle(phone);
        }
        String acknowledged = awaitKept("phone", began);
        publish(5, 7);
        for (TestNode at : List.of(other, node)) {
            try (TestClient phone = connect(at, "phone")) {
                assertThat(subscribe(phone, "").path("recovered").asBoolean()).isTrue();
                assertThat(numbers(events(phone, 4))).containsExactly(3, 4, 5, 6);
                phone.expect("live");
            }
        }
        assertThat(kept("phone")).isEqualTo(acknowledged);
    }

    /** The first subscribe is kept at once: a device that has never acknowledged anything has missed what came since. */
    @Test
    void whoHasOnlySubscribedMissesNothing() throws Exception {
        try (TestClient phone = connect(node, "phone")) {
            subscribe(phone, "");
            awaitKept("phone", "");
        }
        publish(0, 3);
        try (TestClient phone = connect(other, "phone")) {
            subscribe(phone, "");
            assertThat(numbers(events(phone, 3))).containsExactly(0, 1, 2);
        }
    }

    @Test
    void whatIsSaidExplicitlyCountsMore() throws Exception {
        try (TestClient phone = connect(node, "phone")) {
            String first = subscribe(phone, "").path("cursor").asText();
            publish(0, 3);
            List<JsonNode> heard = events(phone, 3);
            ack(phone, heard.get(2).path("cursor").asText());
            settle(phone);
            awaitKept("phone", "");
            try (TestClient again = connect(other, "phone")) {
                subscribe(again, first);
                assertThat(numbers(events(again, 3))).containsExactly(0, 1, 2);
                again.expect("live");
                subscribe(again, "latest");
                again.expect("live");
            }
        }
    }

    /** Each of a user's devices, and each user's device of that name, stands where it stands. */
    @Test
    void devicesAreToldApart() throws Exception {
        try (TestClient phone = connect(node, "phone");
                TestClient tablet = connect(node, "tablet");
                TestClient stranger = node.connect("another-" + user)) {
            subscribe(phone, "");
            subscribe(tablet, "");
            subscribe(stranger, "");
            publish(0, 2);
            ack(phone, events(phone, 2).get(1).path("cursor").asText());
            settle(phone);
            events(tablet, 2);
        }
        awaitKept("phone", "");
        awaitKept("tablet", "");
        try (TestClient tablet = connect(other, "tablet")) {
            subscribe(tablet, "");
            assertThat(numbers(events(tablet, 2))).containsExactly(0, 1);
        }
    }

    @Test
    void whatItNoLongerFollowsIsForgotten() throws Exception {
        try (TestClient phone = connect(node, "phone")) {
            subscribe(phone, "");
            awaitKept("phone", "");
            phone.send("{\"type\":\"unsubscribe\",\"channel\":\"" + channel + "\"}");
            phone.expect("unsubscribed");
        }
        await().until(() -> kept("phone").isEmpty());
        publish(0, 1);
        try (TestClient phone = connect(node, "phone")) {
            assertThat(subscribe(phone, "").path("recovered").asBoolean()).isFalse();
            publish(1, 2);
            assertThat(numbers(events(phone, 1))).containsExactly(1);
        }
    }

    @Test
    void placesThatKafkaHasForgottenAreAnnouncedToThoseWhoAsk() throws Exception {
        try (TestClient phone = connect(node, "phone")) {
            subscribe(phone, "");
            awaitKept("phone", "");
        }
        String group = new DeviceId(user, "phone").group();
        await().ignoreExceptions().until(() -> {
            admin.deleteConsumerGroups(List.of(group)).all().get();
            return true;
        });
        try (TestClient phone = connect(other, "phone")) {
            JsonNode subscribed = subscribe(phone, "device");
            assertThat(subscribed.path("recovered").asBoolean()).isFalse();
            JsonNode gap = phone.expect("gap");
            assertThat(gap.path("reason").asText()).isEqualTo("device_expired");
            assertThat(gap.path("cursor").asText())
                    .isEqualTo(subscribed.path("cursor").asText());
            phone.expect("live");
            publish(0, 1);
            assertThat(numbers(events(phone, 1))).containsExactly(0);
        }
    }

    @Test
    void whoHasNoDeviceCannotGoOnFromIt() {
        try (TestClient client = node.connect(user)) {
            client.send("{\"type\":\"subscribe\",\"channel\":\"" + channel + "\",\"since\":\"device\"}");
            assertThat(client.expect("error").path("code").asText()).isEqualTo("invalid_message");
            client.send("{\"type\":\"ack\",\"channel\":\"" + channel + "\",\"cursor\":\"nonsense\"}");
            assertThat(client.expect("error").path("code").asText()).isEqualTo("invalid_cursor");
        }
        assertThatThrownBy(() -> connect(node, "a%20b")).hasStackTraceContaining("WebSocketHandshakeException");
    }

    @Test
    void aDeviceFollowsNoMoreChannelsThanKafkaKeeps() throws Exception {
        try (TestClient phone = connect(node, "phone")) {
            List<String> answers = new ArrayList<>();
            do {
                phone.send("{\"type\":\"subscribe\",\"channel\":\"team-" + answers.size() + "-" + key + "\"}");
                JsonNode answer = phone.next();
                answers.add(answer.path("type").asText() + answer.path("code").asText(""));
            } while (answers.get(answers.size() - 1).equals("subscribed") && answers.size() < 200);
            assertThat(answers.get(answers.size() - 1)).isEqualTo("errortoo_many_channels");
            assertThat(answers).hasSizeGreaterThan(20);
            settle(phone);
            int follows = answers.size() - 1;
            await().until(() -> kept("phone").lines().count() == follows);
        }
    }

    private TestClient connect(TestNode at, String device) {
        return TestClient.connect(at.ws() + "?token=" + TestNode.token(user, List.of("*")) + "&device=" + device);
    }

    private JsonNode subscribe(TestClient client, String since) {
        String from = since.isEmpty() ? "" : ",\"since\":\"" + since + "\"";
        client.send("{\"type\":\"subscribe\",\"channel\":\"" + channel + "\"" + from + "}");
        return client.expect("subscribed");
    }

    private void ack(TestClient client, String cursor) {
        client.send("{\"type\":\"ack\",\"channel\":\"" + channel + "\",\"cursor\":\"" + cursor + "\"}");
    }

    /** What the client has sent has been read. */
    private static void settle(TestClient client) {
        client.send("{\"type\":\"ping\"}");
        client.expect("pong");
    }

    private void publish(int from, int to) {
        for (int n = from; n < to; n++) {
            node.publish("activity", key, "activity-logged", n);
        }
        node.settle();
    }

    private static List<JsonNode> events(TestClient client, int count) {
        List<JsonNode> events = new ArrayList<>();
        while (events.size() < count) {
            events.add(client.expect("activity-logged"));
        }
        return events;
    }

    private static List<Integer> numbers(List<JsonNode> events) {
        return events.stream().map(event -> event.at("/data/n").asInt()).toList();
    }

    /** What Kafka keeps of a device, once it is another text. */
    private String awaitKept(String device, String before) throws Exception {
        await().until(() -> !kept(device).equals(before));
        return kept(device);
    }

    private String kept(String device) throws Exception {
        OffsetAndMetadata kept = admin.listConsumerGroupOffsets(new DeviceId(user, device).group())
                .partitionsToOffsetAndMetadata()
                .get()
                .get(PARTITION);
        return kept == null ? "" : kept.metadata();
    }
}
