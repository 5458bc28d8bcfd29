package io.milepost.gateway.topic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.broker.BrokerConfig;
import io.milepost.broker.EmbeddedBroker;
import io.milepost.broker.FreePort;
import io.milepost.channel.KeyPartition;
import io.milepost.gateway.TestClient;
import io.milepost.gateway.TestNode;
import io.milepost.gateway.TroubleTable;
import io.milepost.gateway.TroubleWatch;
import io.milepost.log.LogConfig;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker that comes back without the newest part of a partition, as after a disk has lost it. */
class TruncatedLogIT {
    private static final String CHANNEL = "team-cut";
    private static final int RECORDS = 40;

    @TempDir
    Path data;

    @Test
    void whatIsGoneIsSaidToWhoFollowsAndToWhoComesBack() throws Exception {
        BrokerConfig config = BrokerConfig.at(data, FreePort.find());
        EmbeddedBroker broker = EmbeddedBroker.start(config);
        String servers = broker.bootstrapServers();
        try (TestNode node = TestNode.start(
                        log -> LogConfig.of(servers).withWatchInterval(Duration.ofMillis(500)), gateway -> gateway);
                TestClient live = node.connect("ada")) {
            String topic = node.topic("activity");
            subscribed(live);
            write(servers, topic, 0, RECORDS);
            Frames seen = Frames.take(live::next, Integer.toString(RECORDS - 1));
            assertThat(seen.said).isEqualTo(Frames.numbers(0, RECORDS));

            broker.close();
            cut(data.resolve(topic + "-" + KeyPartition.of("cut", 3)));
            try (TroubleWatch watch = new TroubleWatch(node.http())) {
                AtomicReference<EmbeddedBroker> again = new AtomicReference<>();
                watch.sees(TroubleTable.read().get("gap `truncated`"), () -> again.set(EmbeddedBroker.start(config)));
                broker = again.get();
            }
            assertThat(Frames.take(live::next, "gap truncated").said).containsExactly("gap truncated");
            try (TestClient back = node.connect("eve")) {
                List<String> said = Frames.since(back, CHANNEL, seen.cursor).said;
                assertThat(said).contains("gap truncated").endsWith("live").hasSize(3);
                write(servers, topic, 100, 110);
                assertThat(Frames.take(live::next, "109").said).isEqualTo(Frames.numbers(100, 110));
                assertThat(Frames.take(back::next, "109").said).isEqualTo(Frames.numbers(100, 110));
            }
            List<String> whole = Frames.since(live, CHANNEL, "earliest").said;
            int kept = whole.indexOf("100") - 1;
            assertThat(kept).isBetween(1, RECORDS - 1);
            assertThat(whole.subList(1, 1 + kept)).isEqualTo(Frames.numbers(0, kept));
            assertThat(whole.subList(1 + kept, whole.size() - 1)).isEqualTo(Frames.numbers(100, 110));
        } finally {
            broker.close();
        }
    }

    /** Takes the newer half of a partition's only segment; its indexes are made again by the broker. */
    private static void cut(Path partition) throws IOException {
        try (FileChannel log =
                FileChannel.open(partition.resolve("00000000000000000000.log"), StandardOpenOption.WRITE)) {
            log.truncate(log.size() / 2);
        }
        Files.delete(partition.resolve("00000000000000000000.index"));
        Files.delete(partition.resolve("00000000000000000000.timeindex"));
    }

    /** Each record in a batch of its own. */
    private static void write(String servers, String topic, int from, int to) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", servers), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int n = from; n < to; n++) {
                producer.send(new ProducerRecord<>(topic, "cut".getBytes(UTF_8), ("{\"n\":" + n + "}").getBytes(UTF_8)))
                        .get();
            }
        }
    }

    private static void subscribed(TestClient client) {
        client.send("{\"type\":\"subscribe\",\"channel\":\"" + CHANNEL + "\"}");
        client.expect("subscribed");
    }
}
