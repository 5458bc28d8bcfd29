package io.milepost.gateway.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milepost.channel.ChannelName;
import io.milepost.channel.KeyPartition;
import io.milepost.channel.StreamSpec;
import io.milepost.channel.Streams;
import io.milepost.cursor.Cursor;
import io.milepost.gateway.RawSocket;
import io.milepost.gateway.TestClient;
import io.milepost.gateway.TestNode;
import io.milepost.log.LogConfig;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Topics that are made anew, get more partitions, forget or are compacted while clients follow them. */
class ChangingTopicsIT {
    /** Bytes that the kernel keeps for a client that does not read. */
    private static final int ROOM = 64 * 1024;

    private static final Changes CHANGES = new Changes();
    private static TestNode node;

    @BeforeAll
    static void start() {
        node = TestNode.on(withLatest(TestNode.freshStreams()), ChangingTopicsIT::smallRing, gateway -> gateway);
    }

    @AfterAll
    static void stop() {
        node.close();
        CHANGES.close();
    }

    private static LogConfig smallRing(LogConfig log) {
        return log.withRing(LogConfig.LEAST_RING_BYTES, 0, 50);
    }

    private static Streams withLatest(Streams streams) {
        return Streams.of(streams.all().stream()
                .map(stream -> stream.name().equals("metrics") ? stream.latest() : stream)
                .toList());
    }

    @Test
    void aTopicMadeAnewUnderACatchUpIsReadFromItsStart() throws Exception {
        String topic = node.topic("chat");
        try (RawSocket slow = stalled("chat-anew", topic, "anew", 3_000)) {
            CHANGES.recreate(topic);
            try (KafkaProducer<byte[], byte[]> producer = Changes.producer()) {
                Changes.write(producer, topic, "anew", 5_000, 5_010);
            }
            List<String> said = Frames.take(slow::next, "5009").said;
            said.remove("live");
            int gap = said.indexOf("gap topic_recreated");
            assertThat(said.subList(1, gap))
                    .isEqualTo(Frames.numbers(0, gap - 1))
                    .hasSizeLessThan(3_000);
            assertThat(said.subList(gap + 1, said.size())).isEqualTo(Frames.numbers(5_000, 5_010));
        }
    }

    @Test
    void whatRetentionTakesUnderACatchUpIsSaid() throws Exception {
        String topic = node.topic("collaboration");
        try (RawSocket slow = stalled("collab-gone", topic, "gone", 3_000)) {
            CHANGES.retain(topic, KeyPartition.of("gone", 3), 2_900);
            List<String> said = Frames.take(slow::next, "live").said;
            int gap = said.indexOf("gap retention");
            assertThat(said.subList(1, gap))
                    .isEqualTo(Frames.numbers(0, gap - 1))
                    .hasSizeLessThan(2_900);
            assertThat(said.subList(gap + 1, said.size() - 1)).isEqualTo(Frames.numbers(2_900, 3_000));
        }
    }

    @Test
    void aKeyThatMovesIsFollowedAndReadWhereItWasFirst() throws Exception {
        String topic = node.topic("pov-activity");
        String key = Changes.moving("m", 3, 6);
        String channel = "pov-" + key;
        try (TestClient live = node.connect("ada");
                TestClient away = node.connect("eve");
                KafkaProducer<byte[], byte[]> early = Changes.producer()) {
            String cursor = subscribed(live, channel);
            assertThat(subscribed(away, channel)).isEqualTo(cursor);
            Changes.write(early, topic, key, 0, 300);
            CHANGES.grow(topic, 6);
            try (KafkaProducer<byte[], byte[]> producer = Changes.producer()) {
                Changes.write(producer, topic, key, 300, 500);
            }
            assertThat(Frames.take(live::next, "499").said).isEqualTo(Frames.numbers(0, 500));

            // Its producer does not know yet of the partitions.
            long strays = node.log().stats().strays();
            Changes.write(early, topic, key, 500, 501);
            assertThat(Frames.take(live::next, "500").said).containsExactly("500");
            assertThat(node.log().stats().strays()).isEqualTo(strays + 1);

            assertComesBack(node, channel, cursor, 501);
            try (TestNode other = TestNode.on(node.streams(), ChangingTopicsIT::smallRing, gateway -> gateway)) {
                assertComesBack(other, channel, cursor, 501);
            }
        }
    }

    /** It goes to a partition that others had before, and back: written to at once, before the node knows. */
    @Test
    void aKeyThatGoesAwayAndComesBackIsReadInTheOrderOfItsPlaces() throws Exception {
        String topic = node.topic("activity");
        String key = Changes.returning("r", 3, 4, 5);
        String channel = "team-" + key;
        try (TestClient away = node.connect("eve")) {
            String cursor = subscribed(away, channel);
            int written = 0;
            for (int partitions : List.of(3, 4, 5)) {
                if (partitions > 3) {
                    CHANGES.grow(topic, partitions);
                }
                try (KafkaProducer<byte[], byte[]> producer = Changes.producer()) {
                    Changes.write(producer, topic, key, written, written + 100);
                }
                written += 100;
                await().until(() -> partitionsOf(channel) == partitions);
                Changes.looks(node, 2);
            }
            List<String> expected = new ArrayList<>(List.of("recovered true"));
            expected.addAll(Frames.numbers(0, 300));
            expected.add("live");
            try (TestClient back = node.connect("eve")) {
                assertThat(Frames.since(back, channel, cursor).said).isEqualTo(expected);
            }
            CHANGES.toldOfMoreThan(topic, 4);
            // Which has seen nothing of all that itself.
            try (TestNode later = TestNode.on(node.streams(), ChangingTopicsIT::smallRing, gateway -> gateway);
                    TestClient back = later.connect("eve")) {
                assertThat(Frames.since(back, channel, cursor).said).isEqualTo(expected);
                assertThat(Frames.since(back, channel, "earliest").said.subList(1, 302))
                        .isEqualTo(expected.subList(1, 302));
            }
        }
    }

    /** How many partitions the widest topic of a channel has for those who come now; the others have three. */
    private static int partitionsOf(String channel) throws Exception {
        try (TestClient client = node.connect("bob")) {
            String cursor = subscribed(client, channel);
            return Cursor.decode(cursor, new ChannelName(channel)).marks().stream()
                    .mapToInt(Cursor.Mark::partitions)
                    .max()
                    .orElseThrow();
        }
    }

    /** All there is, in its order: what was written late in the former partition comes with that. */
    private static void assertComesBack(TestNode to, String channel, String cursor, int count) {
        try (TestClient client = to.connect("ada")) {
            Frames frames = Frames.since(client, channel, cursor);
            List<String> expected = new ArrayList<>(List.of("recovered true"));
            expected.addAll(Frames.numbers(0, 300));
            expected.add("500");
            expected.addAll(Frames.numbers(300, 500));
            expected.add("live");
            assertThat(frames.said).isEqualTo(expected).hasSize(count + 2);
            assertThat(Frames.since(client, channel, frames.cursor).said).containsExactly("recovered true", "live");
        }
    }

    @Test
    void aCompactedTopicMayHaveHoles() throws Exception {
        String topic = node.topic("event-status");
        try (TestClient client = node.connect("ada");
                KafkaProducer<byte[], byte[]> producer = Changes.producer()) {
            String cursor = subscribed(client, "events-c");
            Changes.write(producer, topic, "c", 0, 300);
            String last = Frames.take(client::next, "299").cursor;
            compact("event-status");
            List<String> said = Frames.since(client, "events-c", cursor).said;
            assertThat(said.subList(0, 2)).containsExactly("recovered false", "gap compacted");
            assertThat(said.subList(2, said.size() - 1)).isEqualTo(Frames.numbers(0, 300));
            assertThat(Frames.since(client, "events-c", "earliest").said)
                    .startsWith("recovered false", "gap compacted", "0", "1")
                    .containsOnlyOnce("gap compacted")
                    .endsWith("299", "live");
            assertThat(Frames.since(client, "events-c", last).said)
                    .as("what the ring holds is whole")
                    .containsExactly("recovered true", "live");
        }
    }

    @Test
    void whereOnlyTheNewestCountsCompactionTakesNothing() throws Exception {
        String topic = node.topic("metrics");
        try (TestClient client = node.connect("ada");
                KafkaProducer<byte[], byte[]> producer = Changes.producer()) {
            String cursor = subscribed(client, "metrics-c");
            Changes.write(producer, topic, "c", 0, 300);
            Frames.take(client::next, "299");
            compact("metrics");
            assertThat(Frames.since(client, "metrics-c", cursor).said).containsExactly("recovered true", "299", "live");
        }
    }

    private static void compact(String name) throws Exception {
        StreamSpec stream = node.streams().named(name).orElseThrow();
        CHANGES.set(stream.topic(), "cleanup.policy", "compact");
        await().until(() -> node.log().bounds().latest().compacted().contains(stream));
    }

    /** A client that wants everything and has stopped reading amid its catch-up. */
    private static RawSocket stalled(String channel, String topic, String key, int records) throws Exception {
        long before = node.log().stats().records();
        try (KafkaProducer<byte[], byte[]> producer = Changes.producer()) {
            Changes.write(producer, topic, key, 0, records);
        }
        await().until(() -> node.log().stats().records() >= before + records);
        RawSocket slow = new RawSocket(node.ws() + "?token=" + TestNode.token("ada", List.of("*")), ROOM);
        long caughtUp = node.log().stats().caughtUp();
        slow.send("{\"type\":\"subscribe\",\"channel\":\"" + channel + "\",\"since\":\"earliest\"}");
        await().until(() -> node.log().stats().caughtUp() > caughtUp);
        return slow;
    }

    private static String subscribed(TestClient client, String channel) {
        client.send("{\"type\":\"subscribe\",\"channel\":\"" + channel + "\"}");
        return client.expect("subscribed").get("cursor").asText();
    }
}
