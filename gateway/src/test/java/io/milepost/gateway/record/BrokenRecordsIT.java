package io.milepost.gateway.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.broker.TestKafka;
import io.milepost.gateway.LiveHeap;
import io.milepost.gateway.LoggedExceptions;
import io.milepost.gateway.TestClient;
import io.milepost.gateway.TestNode;
import io.milepost.log.LogConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever lies in a topic: it is announced, or counted, and what comes after it arrives. */
class BrokenRecordsIT {
    private static final int RECORDS = 10_000;
    private static final long MOST_HEAP = 5L << 20;
    private static TestNode node;
    private LoggedExceptions exceptions;

    @BeforeAll
    static void start() {
        // A small ring, so that what it holds tells nothing of what is lost.
        node = TestNode.start(log -> log.withRing(LogConfig.LEAST_RING_BYTES, 0, 200), gateway -> gateway);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @BeforeEach
    void listen() {
        exceptions = new LoggedExceptions();
    }

    @AfterEach
    void nothingWasThrown() {
        exceptions.close();
        assertThat(exceptions.said()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Careless.class)
    void isAnnouncedOnItsChannelAndPassed(Careless kind) {
        String key = kind.name().toLowerCase(Locale.ROOT);
        try (TestClient client = node.connect("ada")) {
            String cursor = subscribed(client, "team-" + key);
            send("activity", key, kind.make(new Random(1)));
            node.publish("activity", key, "activity-logged", 1);
            assertGapThenEvent(client, key);
            // The same to who reads it again.
            client.send("{\"type\":\"subscribe\",\"channel\":\"team-" + key + "\",\"since\":\"" + cursor + "\"}");
            client.expect("subscribed");
            assertGapThenEvent(client, key);
            client.expect("live");
        }
    }

    private static void assertGapThenEvent(TestClient client, String key) {
        JsonNode gap = client.expect("gap");
        assertThat(gap.get("reason").asText()).isEqualTo("undeliverable");
        assertThat(gap.get("channel").asText()).isEqualTo("team-" + key);
        assertThat(client.expect("activity-logged").at("/data/n").asInt()).isEqualTo(1);
    }

    @Test
    void aValueThatIsTooLargeIsAnnouncedAndPassed() throws Exception {
        String topic = node.topic("goal");
        try (Admin admin = Admin.create(client())) {
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.TOPIC, topic),
                            Set.of(new AlterConfigOp(
                                    new ConfigEntry("max.message.bytes", "4000000"), AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
        }
        try (TestClient client = node.connect("ada");
                KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", client().get("bootstrap.servers"), "max.request.size", 4_000_000),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            subscribed(client, "team-large");
            producer.send(new ProducerRecord<>(
                            topic, "large".getBytes(UTF_8), Careless.tooLarge().value()))
                    .get();
            producer.send(new ProducerRecord<>(topic, "large".getBytes(UTF_8), "{\"n\":2}".getBytes(UTF_8)));
            assertThat(client.expect("gap").get("reason").asText()).isEqualTo("undeliverable");
            assertThat(client.expect("goal-updated").at("/data/n").asInt()).isEqualTo(2);
        }
    }

    @Test
    void whatIsOnlyOddIsDelivered() {
        try (TestClient client = node.connect("ada")) {
            subscribed(client, "team-odd");
            send("activity", "odd", Careless.event("first", "1.0", "a").with("ce_type", "second"));
            assertThat(client.expect("second").get("id").asText())
                    .as("the last counts")
                    .isEqualTo("a");
            send("activity", "odd", Careless.event("timed", "1.0", "b").with("ce_time", "yesterday, or so"));
            assertThat(client.expect("timed").get("timestamp").asText()).startsWith("20");
            send("activity", "odd", Careless.event("nu\u0000ll \"quoted\"\n", "1.0", "c"));
            assertThat(client.expect("nu\u0000ll \"quoted\"\n").get("id").asText())
                    .isEqualTo("c");
            send("activity", "odd", Careless.event("shouting", "1.0", "d").with("content-type", "APPLICATION/JSON"));
            client.expect("shouting");
            send("activity", "odd", Careless.event("unknown", "1.0", "e").with("ce_" + "x".repeat(50_000), "y"));
            client.expect("unknown");
        }
    }

    @Test
    void whatHasNoChannelIsCounted() {
        try (TestClient client = node.connect("ada")) {
            subscribed(client, "team-keyless");
            long before = node.log().stats().unaddressable();
            List<byte[]> keys = new ArrayList<>();
            keys.add(null);
            keys.add(new byte[0]);
            keys.add("no key".getBytes(UTF_8));
            keys.add("#server".getBytes(UTF_8));
            keys.add(new byte[] {(byte) 0xff, (byte) 0xfe});
            keys.add("k".repeat(200).getBytes(UTF_8));
            keys.forEach(key ->
                    node.publish(new ProducerRecord<>(node.topic("activity"), key, "{\"n\":9}".getBytes(UTF_8))));
            node.publish("activity", "keyless", "activity-logged", 1);
            client.expect("activity-logged");
            await().until(() -> node.log().stats().unaddressable() - before == keys.size());
            assertThat(client.drain()).isEmpty();
        }
    }

    @Test
    void tenThousandOfThemDisturbNobody() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        try (TestClient there = node.connect("ada");
                TestClient elsewhere = node.connect("eve")) {
            subscribed(there, "team-storm");
            subscribed(elsewhere, "chat-calm");
            storm(random, RECORDS / 2, 0, there, elsewhere);
            calm();
            LiveHeap.growth(MOST_HEAP, wave -> {
                storm(random, RECORDS, wave * RECORDS, there, elsewhere);
                calm();
            });
        }
    }

    /** Ten broken records, a healthy one here, and one elsewhere; and so on. */
    private static void storm(Random random, int records, int from, TestClient there, TestClient elsewhere) {
        long unaddressable = node.log().stats().unaddressable();
        Careless[] kinds = Careless.values();
        List<String> expected = new ArrayList<>();
        int keyless = 0;
        int healthy = from;
        for (int i = 0; i < records; i++) {
            Careless.Made made = kinds[random.nextInt(kinds.length)].make(random);
            if (random.nextInt(10) == 0) {
                keyless++;
                send("activity", random.nextBoolean() ? null : "no key", made);
            } else {
                expected.add("gap");
                send("activity", "storm", made);
            }
            if (i % 10 == 9) {
                expected.add(Integer.toString(healthy));
                node.publish("activity", "storm", "activity-logged", healthy);
                node.publish("chat", "calm", "message", healthy++);
            }
        }
        List<String> got = new ArrayList<>();
        while (got.size() < expected.size()) {
            JsonNode frame = there.next();
            got.add(
                    frame.get("type").asText().equals("gap")
                            ? "gap"
                            : frame.at("/data/n").asText());
        }
        assertThat(got).isEqualTo(expected);
        for (int n = from; n < healthy; n++) {
            assertThat(elsewhere.expect("message").at("/data/n").asInt()).isEqualTo(n);
        }
        int counted = keyless;
        await().until(() -> node.log().stats().unaddressable() - unaddressable == counted);
        assertThat(there.drain()).isEmpty();
        assertThat(elsewhere.drain()).isEmpty();
    }

    /** Lets the ring, and what was fetched last, hold the same each time. */
    private static void calm() {
        for (int round = 0; round < 5; round++) {
            for (int n = 0; n < 200; n++) {
                node.publish("goal", "calm" + n % 10, "goal-updated", n);
            }
            node.settle();
        }
    }

    private static void send(String stream, String key, Careless.Made made) {
        node.publish(new ProducerRecord<>(
                node.topic(stream), null, key == null ? null : key.getBytes(UTF_8), made.value(), made.headers()));
    }

    private static Map<String, Object> client() {
        return Map.of("bootstrap.servers", TestKafka.bootstrapServers());
    }

    private static String subscribed(TestClient client, String channel) {
        client.send("{\"type\":\"subscribe\",\"channel\":\"" + channel + "\"}");
        return client.expect("subscribed").get("cursor").asText();
    }
}
