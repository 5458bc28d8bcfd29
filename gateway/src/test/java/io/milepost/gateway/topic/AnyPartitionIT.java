package io.milepost.gateway.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.channel.Streams;
import io.milepost.gateway.TestClient;
import io.milepost.gateway.TestNode;
import io.milepost.log.LogConfig;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.Test;

/** A stream whose producers write a key's records wherever they like: {@code partitioning: any}. */
class AnyPartitionIT {
    @Test
    void whatLiesAnywhereIsFollowedAndReplayedAndOldCursorsStayGood() throws Exception {
        Streams keyed = TestNode.freshStreams();
        Streams anywhere = Streams.of(keyed.all().stream()
                .map(stream -> stream.name().equals("chat") ? stream.spread() : stream)
                .toList());
        String before;
        try (TestNode node = TestNode.on(keyed, log -> log, gateway -> gateway);
                TestClient client = node.connect("ada")) {
            before = subscribed(client);
        }
        try (TestNode node = TestNode.on(
                        anywhere, log -> log.withRing(LogConfig.LEAST_RING_BYTES, 0, 50), gateway -> gateway);
                TestClient live = node.connect("ada");
                Changes changes = new Changes()) {
            subscribed(live);
            String cursor;
            try (TestClient away = node.connect("eve")) {
                cursor = subscribed(away);
            }
            write(node.topic("chat"), 0, 300, 3);
            assertPartitionsInOrder(take(live, 300), 0, 300, 3);
            assertThat(node.log().stats().strays()).isZero();
            assertComesBack(node, cursor, 300, 3);
            assertComesBack(node, before, 300, 3);

            changes.grow(node.topic("chat"), 5);
            write(node.topic("chat"), 300, 500, 5);
            List<String> fresh = take(live, 200);
            assertThat(fresh).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(Frames.numbers(300, 500));
            assertPartitionsInOrder(fresh, 300, 500, 5);
            try (TestClient back = node.connect("ada")) {
                List<String> said = Frames.since(back, "chat-any", cursor).said;
                assertThat(said).startsWith("recovered true").endsWith("live");
                assertThat(said.subList(1, said.size() - 1))
                        .containsExactlyInAnyOrderElementsOf(Frames.numbers(0, 500));
            }
        }
    }

    private static void assertComesBack(TestNode node, String cursor, int count, int partitions) {
        try (TestClient back = node.connect("ada")) {
            Frames frames = Frames.since(back, "chat-any", cursor);
            assertThat(frames.said).startsWith("recovered true").endsWith("live");
            assertPartitionsInOrder(frames.said.subList(1, frames.said.size() - 1), 0, count, partitions);
            assertThat(Frames.since(back, "chat-any", frames.cursor).said).containsExactly("recovered true", "live");
        }
    }

    /** Each number lies in the partition of its remainder. */
    private static void assertPartitionsInOrder(List<String> said, int from, int to, int partitions) {
        assertThat(said).hasSize(to - from);
        for (int p = 0; p < partitions; p++) {
            int partition = p;
            List<String> expected = Frames.numbers(from, to).stream()
                    .filter(n -> Integer.parseInt(n) % partitions == partition)
                    .toList();
            assertThat(said.stream().filter(n -> Integer.parseInt(n) % partitions == partition))
                    .containsExactlyElementsOf(expected);
        }
    }

    private static void write(String topic, int from, int to, int partitions) {
        try (KafkaProducer<byte[], byte[]> producer = Changes.producer()) {
            for (int n = from; n < to; n++) {
                producer.send(Changes.record(topic, n % partitions, "any", n));
            }
        }
    }

    private static List<String> take(TestClient client, int count) {
        List<String> said = new ArrayList<>();
        while (said.size() < count) {
            said.add(client.expect("message").at("/data/n").asText());
        }
        return said;
    }

    private static String subscribed(TestClient client) {
        client.send("{\"type\":\"subscribe\",\"channel\":\"chat-any\"}");
        return client.expect("subscribed").get("cursor").asText();
    }
}
