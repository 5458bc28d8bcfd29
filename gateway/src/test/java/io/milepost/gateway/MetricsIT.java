package io.milepost.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.Gauge;
import io.milepost.broker.TestKafka;
import io.milepost.channel.KeyPartition;
import io.milepost.event.Event;
import io.milepost.event.Json;
import io.milepost.event.Rfc3339;
import io.milepost.gateway.auth.TokenMint;
import io.milepost.log.LogConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every metric that is documented is there and the other way round, and every kind of trouble moves its own. */
class MetricsIT {
    private static final Pattern ROW =
            Pattern.compile("^\\| `(milepost_\\w+)` \\| (\\w+) \\| (?:`(\\w+)`)?", Pattern.MULTILINE);
    private static final int FRAMES = 60;

    private static TestNode node;

    @BeforeAll
    static void start() {
        node = TestNode.start(
                log -> log.withRing(LogConfig.LEAST_RING_BYTES, 0, 50),
                gateway -> gateway.withSessions(gateway.sessions().withMessagesPerMinute(FRAMES)));
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void theDocumentAndTheNodeNameTheSame() throws Exception {
        Map<String, String> documented = new TreeMap<>();
        Matcher row = ROW.matcher(Files.readString(Path.of("../docs/OPERATIONS.md")));
        while (row.find()) {
            documented.put(row.group(1), row.group(2) + (row.group(3) == null ? "" : " " + row.group(3)));
        }
        assertThat(Scrape.of(node.http()).kinds()).containsExactlyInAnyOrderEntriesOf(documented);
    }

    @Test
    void whatIsDelivered() {
        await().until(MetricsIT::isNobodyThere);
        Watch deliveries = new Watch("milepost_deliveries_total{kind=\"live\"}");
        Watch bytes = new Watch("milepost_sent_bytes_total");
        Watch latency = new Watch("milepost_latency_seconds_count");
        Watch quick = new Watch("milepost_latency_seconds_bucket{le=\"60.0\"}");
        Watch read = new Watch("milepost_tail_records_total");
        Watch connections = new Watch("milepost_connections");
        Watch live = new Watch("milepost_subscriptions{phase=\"live\"}");
        try (TestClient client = subscribed("team-delivered", "")) {
            connections.moved(1);
            live.moved(1);
            for (int n = 0; n < 10; n++) {
                node.publish("activity", "delivered", "walked", n);
            }
            client.expect("walked", 10);
        }
        deliveries.moved(10);
        latency.moved(10);
        quick.moved(10);
        read.moved(10);
        bytes.moved(500);
    }

    @Test
    void whoComesBack() {
        for (int n = 0; n < 600; n++) {
            node.publish("activity", "back", "walked", n);
        }
        node.settle();
        Watch replayed = new Watch("milepost_deliveries_total{kind=\"replayed\"}");
        Watch misses = new Watch("milepost_ring_looks_total{result=\"miss\"}");
        Watch scans = new Watch("milepost_catchup_scans_total");
        Watch records = new Watch("milepost_catchup_records_total");
        String cursor;
        try (TestClient client = subscribed("team-back", ",\"since\":\"earliest\"")) {
            client.expect("walked", 600);
            cursor = client.expect("live").path("cursor").asText();
        }
        replayed.moved(600);
        misses.moved(1);
        scans.moved(1);
        records.moved(1);
        Watch hits = new Watch("milepost_ring_looks_total{result=\"hit\"}");
        try (TestClient client = subscribed("team-back", ",\"since\":\"" + cursor + "\"")) {
            client.expect("live");
        }
        hits.moved(1);
    }

    @Test
    void whatIsReplayedFromTheRing() {
        Watch read = new Watch("milepost_ring_portions_total{kind=\"read\"}");
        Watch shared = new Watch("milepost_ring_portions_total{kind=\"shared\"}");
        String cursor;
        try (TestClient client = subscribed("team-together", ",\"since\":\"earliest\"")) {
            cursor = client.expect("live").path("cursor").asText();
        }
        node.publish("activity", "together", "walked", 1);
        node.settle();
        // The third on a shard is given what was read for the second, while the first is still there.
        List<TestClient> back = new ArrayList<>();
        await().until(() -> {
            back.add(subscribed("team-together", ",\"since\":\"" + cursor + "\""));
            back.get(back.size() - 1).expect("walked");
            return shared.now() > shared.before;
        });
        read.moved(2);
        back.forEach(TestClient::close);
    }

    @Test
    void whatClientsPublish() {
        Watch taken = new Watch("milepost_publishes_total{result=\"taken\"}");
        Watch failed = new Watch("milepost_publishes_total{result=\"failed\"}");
        String token = new TokenMint(TestNode.SECRET)
                .mint(Map.of("sub", "ada", "channels", List.of("*"), "publish", List.of("*")), Duration.ofMinutes(1));
        String cheer = "{\"type\":\"publish\",\"channel\":\"team-1\",\"event\":\"cheer\",\"data\":{}}";
        try (TestClient ada = TestClient.connect(node.ws() + "?token=" + token)) {
            ada.send(cheer);
            ada.expect("published");
            taken.moved(1);
            assertThat(failed.now()).isEqualTo(failed.before);
            node.publishing(false);
            ada.send(cheer);
            assertThat(ada.expect("error").path("code").asText()).isEqualTo("unavailable");
            failed.moved(1);
        } finally {
            node.publishing(true);
        }
    }

    @Test
    void recordsThatAreNotAsExpected() {
        Watch broken = new Watch("milepost_undeliverable_total");
        Watch gaps = new Watch("milepost_gaps_total{reason=\"undeliverable\"}");
        Watch strays = new Watch("milepost_tail_strays_total");
        Watch lost = new Watch("milepost_tail_unaddressable_total");
        try (TestClient client = subscribed("team-odd", "")) {
            node.publishRaw("activity", "odd", "{\"half\":");
            client.expect("gap");
        }
        byte[] value = "{}".getBytes(StandardCharsets.UTF_8);
        String topic = node.topic("activity");
        int elsewhere = (KeyPartition.of("odd", 3) + 1) % 3;
        node.publish(new ProducerRecord<>(topic, elsewhere, "odd".getBytes(StandardCharsets.UTF_8), value));
        node.publish(new ProducerRecord<>(topic, 0, null, value));
        broken.moved(1);
        gaps.moved(1);
        strays.moved(1);
        lost.moved(1);
    }

    @Test
    void aReaderThatIsTooSlow() throws Exception {
        Watch demotions = new Watch("milepost_demotions_total");
        String address = node.ws() + "?token=" + TestNode.token("slow", List.of("*")) + "&channel=team-slow";
        Watch live = new Watch("milepost_subscriptions{phase=\"live\"}");
        Json much = Json.of("{\"x\":\"" + "x".repeat(20_000) + "\"}");
        List<RawSocket> stalled = new ArrayList<>();
        try {
            await().pollInterval(Duration.ofMillis(20)).until(() -> {
                // The ring may overtake its shard before its socket is found full; then it is another one's turn.
                if (live.now() == 0) {
                    stalled.add(new RawSocket(address, 64 * 1024));
                }
                node.publish("activity", "slow", new Event("e", "/test", "walked", Rfc3339.now(), null, much));
                return demotions.now() > demotions.before;
            });
        } finally {
            for (RawSocket one : stalled) {
                one.close();
            }
        }
    }

    /** The loop that answers a scrape does nothing else meanwhile, so that the ring leaves its shard behind. */
    @Test
    void aShardThatStandsStill() {
        Watch outrun = new Watch("milepost_shards_outrun_total");
        List<TestClient> clients =
                Stream.generate(() -> subscribed("team-still", "")).limit(4).toList();
        AtomicBoolean still = new AtomicBoolean(true);
        Json much = Json.of("{\"x\":\"" + "x".repeat(20_000) + "\"}");
        Gauge gauge = Gauge.builder("test.still", () -> {
                    if (still.getAndSet(false)) {
                        for (int n = 0; n < 20; n++) {
                            node.publish(
                                    "activity",
                                    "still",
                                    new Event("e" + n, "/test", "walked", Rfc3339.now(), null, much));
                        }
                        node.settle();
                    }
                    return 0;
                })
                .register(node.gateway().meters());
        assertThat(Scrape.of(node.http()).kinds()).isNotEmpty();
        node.gateway().meters().remove(gauge);
        outrun.moved(1);
        for (TestClient client : clients) {
            for (int n = 0; n < 20; n++) {
                assertThat(walked(client).path("id").asText()).isEqualTo("e" + n);
            }
            client.close();
        }
    }

    /** The next event; where it stands is said in between. */
    private static JsonNode walked(TestClient client) {
        JsonNode frame = client.next();
        while (!frame.path("type").asText().equals("walked")) {
            assertThat(frame.path("type").asText()).isIn("live", "cursor");
            frame = client.next();
        }
        return frame;
    }

    @Test
    void aTransactionThatHangs() {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                TestKafka.bootstrapServers(),
                "transactional.id",
                node.topic("goal") + "hanging",
                "transaction.timeout.ms",
                60_000);
        Watch undecided = new Watch("milepost_log_undecided{stream=\"goal\"}");
        Watch standstill = new Watch("milepost_log_standstill_seconds{stream=\"goal\"}");
        Watch lag = new Watch("milepost_tail_lag{stream=\"goal\"}");
        try (KafkaProducer<byte[], byte[]> hanging =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            hanging.initTransactions();
            hanging.beginTransaction();
            hanging.send(new ProducerRecord<>(node.topic("goal"), "{}".getBytes(StandardCharsets.UTF_8)));
            hanging.flush();
            undecided.moved(1);
            standstill.moved(0.1);
            lag.moved(1);
            hanging.abortTransaction();
        }
        await().until(() -> undecided.now() == 0 && standstill.now() == 0 && lag.now() == 0);
    }

    @ParameterizedTest
    @CsvSource({
        "/ws?token=nonsense, unauthenticated",
        "/sse?channel=team-1, unauthenticated",
        "/ws?token=EXPIRED, token_expired",
        "/api/channels/private-x?token=GOOD, forbidden",
        "/sse?channel=%2F&token=GOOD, invalid_channel"
    })
    void whatIsRefusedAtTheDoor(String path, String code) throws Exception {
        Watch refusals = new Watch("milepost_refusals_total{code=\"" + code + "\"}");
        String expired = new TokenMint(TestNode.SECRET).mint(Map.of("sub", "ada"), Duration.ofMinutes(-1));
        String asked = path.replace("EXPIRED", expired).replace("GOOD", TestNode.token("ada", List.of("*")));
        if (path.startsWith("/ws")) {
            String address = node.ws() + asked.substring("/ws".length());
            assertThatThrownBy(() -> new RawSocket(address, 64 * 1024)).isInstanceOf(IOException.class);
        } else {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(node.http() + asked)).build();
            String answer = HttpClient.newHttpClient()
                    .send(request, HttpResponse.BodyHandlers.ofString())
                    .body();
            assertThat(answer).contains(code);
        }
        refusals.moved(1);
    }

    @Test
    void whatIsRefusedInFrames() {
        Watch bad = new Watch("milepost_refusals_total{code=\"unauthenticated\"}");
        try (TestClient client = TestClient.connect(node.ws())) {
            client.send("{\"type\":\"auth\",\"token\":\"nonsense\"}");
            client.expect("error");
        }
        bad.moved(1);
        Watch limits = new Watch("milepost_refusals_total{code=\"rate_limited\"}");
        try (TestClient client = node.connect("loud")) {
            // While it says that, its allowance grows.
            do {
                client.send("{\"type\":\"ping\"}");
            } while (client.next().path("type").asText().equals("pong"));
            assertThat(client.closeCode()).isEqualTo(1008);
        }
        limits.moved(1);
        Watch silent = new Watch("milepost_refusals_total{code=\"auth_timeout\"}");
        try (TestClient client = TestClient.connect(node.ws())) {
            assertThat(client.closeCode()).isEqualTo(4408);
        }
        silent.moved(1);
    }

    /** Those of another test that have hung up may be counted a moment longer. */
    private static boolean isNobodyThere() {
        Scrape now = Scrape.of(node.http());
        return now.value("milepost_connections") == 0 && now.value("milepost_subscriptions{phase=\"live\"}") == 0;
    }

    private static TestClient subscribed(String channel, String since) {
        TestClient client = node.connect("ada");
        client.send("{\"type\":\"subscribe\",\"channel\":\"" + channel + "\"" + since + "}");
        client.expect("subscribed");
        return client;
    }

    /** One series, since this was made. */
    private static final class Watch {
        private final String series;
        private final double before;

        Watch(String series) {
            this.series = series;
            this.before = now();
        }

        double now() {
            return Scrape.of(node.http()).value(series);
        }

        /** Waits until it has grown by so much at least. */
        void moved(double least) {
            await().atMost(Duration.ofSeconds(30)).until(() -> now() >= before + least);
        }
    }
}
