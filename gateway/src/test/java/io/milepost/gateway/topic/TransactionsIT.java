package io.milepost.gateway.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milepost.channel.KeyPartition;
import io.milepost.channel.Streams;
import io.milepost.gateway.TestClient;
import io.milepost.gateway.TestNode;
import io.milepost.log.LogConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Events that are written in transactions, whatever becomes of these. */
class TransactionsIT {
    private static TestNode node;

    @BeforeAll
    static void start() {
        node = TestNode.start();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void nothingIsSeenOfAnAbortedOneAndTheCursorMovesOn() {
        String topic = node.topic("activity");
        try (TestClient client = node.connect("ada");
                KafkaProducer<byte[], byte[]> producer = transactional("aborted", 60_000)) {
            subscribed(client, "team-aborted");
            producer.initTransactions();
            producer.beginTransaction();
            Changes.write(producer, topic, "aborted", 0, 20);
            producer.abortTransaction();
            producer.beginTransaction();
            Changes.write(producer, topic, "aborted", 20, 40);
            producer.commitTransaction();
            Frames frames = Frames.take(client::next, "39");
            assertThat(frames.said).isEqualTo(Frames.numbers(20, 40));
            producer.beginTransaction();
            Changes.write(producer, topic, "aborted", 40, 60);
            producer.abortTransaction();
            assertThat(Frames.since(client, "team-aborted", frames.cursor).said)
                    .containsExactly("recovered true", "live");
            assertThat(Frames.since(client, "team-aborted", "earliest").said)
                    .containsExactly(sandwich("recovered false", Frames.numbers(20, 40), "live"));
        }
    }

    @Test
    void aHangingOneStallsItsPartitionAloneUntilItsTimeIsOver() {
        String topic = node.topic("goal");
        int stalled = KeyPartition.of("hanging", 3);
        String free = IntStream.range(0, 100)
                .mapToObj(i -> "free" + i)
                .filter(key -> KeyPartition.of(key, 3) != stalled)
                .findFirst()
                .orElseThrow();
        try (TestClient client = node.connect("ada");
                KafkaProducer<byte[], byte[]> plain = Changes.producer();
                KafkaProducer<byte[], byte[]> hanging = transactional("hanging", 15_000)) {
            subscribed(client, "team-hanging");
            subscribed(client, "team-" + free);
            hanging.initTransactions();
            hanging.beginTransaction();
            Changes.write(hanging, topic, "hanging", 0, 1);
            Changes.write(plain, topic, "hanging", 1, 11);
            Changes.write(plain, topic, free, 100, 110);
            assertThat(Frames.take(client::next, "109").said).isEqualTo(Frames.numbers(100, 110));
            await().until(() -> undecided("goal") == 11);
            assertThat(undecided("activity")).isZero();
            // The broker aborts it, and goes on with what was written behind it.
            assertThat(Frames.take(client::next, "10").said).isEqualTo(Frames.numbers(1, 11));
            await().until(() -> undecided("goal") == 0);
        }
    }

    /** What it reads at its start ends where the transaction began, and what is behind that comes with its end. */
    @Test
    void aNodeStartsBesideOneThatHangs() {
        Streams latest = Streams.of(node.streams().all().stream()
                .map(stream -> stream.name().equals("metrics") ? stream.latest() : stream)
                .toList());
        try (KafkaProducer<byte[], byte[]> plain = Changes.producer();
                KafkaProducer<byte[], byte[]> hanging = transactional("start", 60_000)) {
            hanging.initTransactions();
            hanging.beginTransaction();
            for (String stream : List.of("metrics", "activity")) {
                Changes.write(plain, node.topic(stream), "start", 0, 5);
                Changes.write(hanging, node.topic(stream), "start", 5, 6);
                Changes.write(plain, node.topic(stream), "start", 6, 60);
            }
            try (TestNode started =
                            TestNode.on(latest, log -> log.withRing(LogConfig.LEAST_RING_BYTES, 6, 50), same -> same);
                    TestClient newest = started.connect("ada");
                    TestClient every = started.connect("ada")) {
                newest.send("{\"type\":\"subscribe\",\"channel\":\"metrics-start\",\"since\":\"earliest\"}");
                assertThat(Frames.take(newest::next, "live").said).contains("4").endsWith("live");
                subscribed(every, "team-start");
                hanging.commitTransaction();
                assertThat(Frames.take(every::next, "59").said).isEqualTo(Frames.numbers(5, 60));
                assertThat(Frames.take(newest::next, "59").said).endsWith("59");
            }
        }
    }

    /** Its key has gone to another partition by the time it ends. */
    @Test
    void oneThatIsOpenWhenItsTopicGrowsComesBeforeWhatIsWrittenToTheNewPartitions() throws Exception {
        String topic = node.topic("chat");
        String key = Changes.moving("t", 3, 6);
        String channel = "chat-" + key;
        try (TestClient live = node.connect("ada");
                Changes changes = new Changes();
                KafkaProducer<byte[], byte[]> open = transactional("open", 60_000)) {
            String cursor = subscribed(live, channel);
            open.initTransactions();
            open.beginTransaction();
            Changes.write(open, topic, key, 0, 5);
            changes.grow(topic, 6);
            try (KafkaProducer<byte[], byte[]> producer = Changes.producer()) {
                Changes.write(producer, topic, key, 5, 10);
            }
            Changes.looks(node, 2);
            open.commitTransaction();
            assertThat(Frames.take(live::next, "9").said).isEqualTo(Frames.numbers(0, 10));
            try (TestClient away = node.connect("eve")) {
                assertThat(Frames.since(away, channel, cursor).said)
                        .containsExactly(sandwich("recovered true", Frames.numbers(0, 10), "live"));
            }
        }
    }

    private static double undecided(String stream) {
        return node.gateway()
                .meters()
                .get("milepost.log.undecided")
                .tag("stream", stream)
                .gauge()
                .value();
    }

    private static KafkaProducer<byte[], byte[]> transactional(String name, int timeoutMillis) {
        Map<String, Object> settings = new HashMap<>(Changes.client());
        settings.put("transactional.id", node.topic("activity") + name);
        settings.put("transaction.timeout.ms", timeoutMillis);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static String[] sandwich(String first, List<String> between, String last) {
        return IntStream.range(0, between.size() + 2)
                .mapToObj(i -> i == 0 ? first : i > between.size() ? last : between.get(i - 1))
                .toArray(String[]::new);
    }

    private static String subscribed(TestClient client, String channel) {
        client.send("{\"type\":\"subscribe\",\"channel\":\"" + channel + "\"}");
        return client.expect("subscribed").get("cursor").asText();
    }
}
