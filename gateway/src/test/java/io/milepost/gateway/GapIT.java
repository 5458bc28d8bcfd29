package io.milepost.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.broker.TestKafka;
import io.milepost.channel.KeyPartition;
import io.milepost.log.LogConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** What can no longer be had is said, to those who come back and to those who are there. */
class GapIT {
    @Test
    void retentionIsSaidToWhoComesBack() throws Exception {
        try (TestNode node = smallRing();
                TestClient client = node.connect("ada");
                Admin admin = admin()) {
            String cursor = subscribed(client, "team-gap");
            for (int n = 0; n < 500; n++) {
                node.publish("activity", "gap", "activity-logged", n);
            }
            client.expect("activity-logged", 500);
            admin.deleteRecords(Map.of(
                            new TopicPartition(node.topic("activity"), KeyPartition.of("gap", 3)),
                            RecordsToDelete.beforeOffset(200)))
                    .all()
                    .get();
            node.publish("goal", "gap", "goal-updated", 7);
            client.expect("goal-updated");
            client.send("{\"type\":\"subscribe\",\"channel\":\"team-gap\",\"since\":\"" + cursor + "\"}");
            client.expect("subscribed");
            JsonNode gap = null;
            int activities = 0;
            int goals = 0;
            for (JsonNode frame = client.next(); !frame.get("type").asText().equals("live"); frame = client.next()) {
                switch (frame.get("type").asText()) {
                    case "gap" -> {
                        assertThat(activities).isZero();
                        gap = frame;
                    }
                    case "activity-logged" ->
                        assertThat(frame.at("/data/n").asInt()).isEqualTo(200 + activities++);
                    default -> goals++;
                }
            }
            assertThat(gap).isNotNull();
            assertThat(gap.get("reason").asText()).isEqualTo("retention");
            assertThat(activities).isEqualTo(300);
            assertThat(goals).isEqualTo(1);
        }
    }

    @Test
    void aTopicMadeAnewIsSaidToWhoIsThereAndToWhoComesBack() throws Exception {
        try (TestNode node = TestNode.start();
                TestClient client = node.connect("ada");
                Admin admin = admin()) {
            subscribed(client, "team-anew");
            node.publish("activity", "anew", "activity-logged", 1);
            String cursor = client.expect("activity-logged").get("cursor").asText();
            admin.deleteTopics(List.of(node.topic("activity"))).all().get();
            await().ignoreExceptions().until(() -> {
                TestKafka.createTopic(node.topic("activity"), 3, Map.of());
                return true;
            });
            JsonNode gap = client.expect("gap");
            assertThat(gap.get("reason").asText()).isEqualTo("topic_recreated");
            assertThat(gap.get("channel").asText()).isEqualTo("team-anew");
            node.publish("activity", "anew", "activity-logged", 2);
            assertThat(client.expect("activity-logged").at("/data/n").asInt()).isEqualTo(2);

            try (TestClient back = node.connect("ada")) {
                back.send("{\"type\":\"subscribe\",\"channel\":\"team-anew\",\"since\":\"" + cursor + "\"}");
                assertThat(back.expect("subscribed").get("recovered").asBoolean())
                        .isFalse();
                assertThat(back.expect("gap").get("reason").asText()).isEqualTo("topic_recreated");
                assertThat(back.expect("activity-logged").at("/data/n").asInt()).isEqualTo(2);
                back.expect("live");
            }
        }
    }

    @Test
    void whatIsTooFarIsSaidAndTheNewestComes() throws Exception {
        try (TestNode node = TestNode.start(
                        log -> log.withRing(LogConfig.LEAST_RING_BYTES, 0, 50)
                                .withAbsences(new LogConfig.Absences(1 << 20, 0, 100)),
                        gateway -> gateway);
                TestClient client = node.connect("ada")) {
            // Nobody follows meanwhile: with so small a ring and budget, who is live may be too far behind as well.
            for (int n = 0; n < 500; n++) {
                node.publish("activity", "far", "activity-logged", n);
            }
            await().until(() -> node.log().stats().records() >= 500);
            client.send("{\"type\":\"subscribe\",\"channel\":\"team-far\",\"since\":\"earliest\"}");
            client.expect("subscribed");
            JsonNode gap = client.next();
            assertThat(gap.get("type").asText()).isEqualTo("gap");
            assertThat(gap.get("reason").asText()).isEqualTo("too_far");
            List<Integer> numbers = new ArrayList<>();
            for (JsonNode frame = client.next(); !frame.get("type").asText().equals("live"); frame = client.next()) {
                numbers.add(frame.at("/data/n").asInt());
            }
            int first = numbers.get(0);
            assertThat(first).isGreaterThan(100);
            assertThat(numbers)
                    .hasSizeGreaterThan(100)
                    .containsExactlyElementsOf(
                            IntStream.range(first, 500).boxed().toList());
        }
    }

    private static TestNode smallRing() {
        return TestNode.start(log -> log.withRing(LogConfig.LEAST_RING_BYTES, 0, 50), gateway -> gateway);
    }

    private static String subscribed(TestClient client, String channel) {
        client.send("{\"type\":\"subscribe\",\"channel\":\"" + channel + "\"}");
        return client.expect("subscribed").get("cursor").asText();
    }

    private static Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", TestKafka.bootstrapServers()));
    }
}
