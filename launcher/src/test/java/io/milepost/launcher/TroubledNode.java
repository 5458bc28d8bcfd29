package io.milepost.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.milepost.broker.TestBroker;
import io.milepost.channel.KeyPartition;
import io.milepost.channel.Streams;
import io.milepost.fanout.Fanout;
import io.milepost.gateway.RawSocket;
import io.milepost.gateway.Scrape;
import io.milepost.gateway.TestClient;
import io.milepost.gateway.auth.TokenMint;
import io.milepost.launcher.config.ConfigWatch;
import io.milepost.launcher.config.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** A node on a Kafka of its own, narrow in everything, to which whatever goes wrong can be done. */
final class TroubledNode implements AutoCloseable {
    private static final int PARTITIONS = 3;
    private static final int FRAMES = 200;
    private static final String SECRET = "the-secret-of-a-node-in-trouble-long-enough";
    private static final String TOKEN = new TokenMint(SECRET)
            .mint(Map.of("sub", "ada", "channels", List.of("*"), "publish", List.of("*")), Duration.ofHours(1));
    private static final ClientQuotaEntity TAIL =
            new ClientQuotaEntity(Map.of(ClientQuotaEntity.CLIENT_ID, "milepost-tail"));

    private final TestBroker kafka = TestBroker.start(
            Map.of("quota.window.num", "2", "quota.window.size.seconds", "1", "log.cleaner.enable", "false"));
    private final HttpServer pusher;
    private final NodeUnderTest node;
    private final Fanout fanout;
    private final Reload reload;
    private final Admin admin;
    private final KafkaProducer<byte[], byte[]> producer;
    private final List<AutoCloseable> open = new ArrayList<>();
    private final Map<String, String> said = new HashMap<>();
    private final Map<String, String> faulty = new HashMap<>();
    private volatile int answer = 200;

    private TroubledNode() throws Exception {
        Map<String, Object> client = Map.of("bootstrap.servers", kafka.bootstrapServers());
        admin = Admin.create(client);
        producer = new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer());
        pusher = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        pusher.createContext("/apps/1001/", this::answer);
        pusher.start();
        admin.createTopics(List.of(
                        new NewTopic("compacted", PARTITIONS, (short) 1).configs(Map.of("cleanup.policy", "compact"))))
                .all()
                .get();
        say();
        node = NodeUnderTest.start(said);
        Settings settings = node.settings();
        reload = Reload.start(new ConfigWatch(settings, this::settingsNow), node.node());
        Fanouts fanouts =
                new Fanouts(settings, node.node().meters(), node.node().tracing(), false);
        fanout = fanouts.open(Set.of("pusher")).get("pusher");
        settings.check();
        fanout.start();
        Fanouts.awaitReady("pusher", fanout, words -> {});
    }

    static TroubledNode start() throws Exception {
        return new TroubledNode();
    }

    private void say() {
        Streams.DEFAULTS.all().forEach(stream -> said.put("streams." + stream.name() + ".topic", stream.name()));
        said.put("auth.secret", SECRET);
        said.put("presence.topic", "presence");
        said.put("presence.signalsTopic", "signals");
        said.put("pusher.webhookTopic", "webhooks");
        said.put("kafka", kafka.bootstrapServers());
        said.put("kafkaSettings.request_timeout_ms", "2000");
        said.put("kafkaSettings.default_api_timeout_ms", "3000");
        said.put("kafkaSettings.delivery_timeout_ms", "3000");
        said.put("topics.watch", "200ms");
        said.put("reload", "100ms");
        said.put("ring.bytes", "64KB");
        said.put("ring.warmUp", "0");
        said.put("ring.pollRecords", "2");
        said.put("absences.indexPerSecond", "0");
        said.put("absences.budget", "100");
        said.put("ready.lag", "20");
        said.put("limits.messagesPerMinute", Integer.toString(FRAMES));
        said.put("tracing.endpoint", "http://127.0.0.1:1/v1/traces");
        said.put("streams.event-status.topic", "compacted");
        said.put("fanouts.pusher.streams", "milestone");
        said.put("fanouts.pusher.appId", "1001");
        said.put("fanouts.pusher.key", "dev-key");
        said.put("fanouts.pusher.secret", "dev-secret");
        said.put("fanouts.pusher.scheme", "http");
        said.put("fanouts.pusher.host", "127.0.0.1");
        said.put("fanouts.pusher.port", Integer.toString(pusher.getAddress().getPort()));
        said.put("fanouts.pusher.from", "earliest");
        said.put("fanouts.pusher.retryFirst", "10ms");
        said.put("fanouts.pusher.retryMost", "50ms");
        said.put("fanouts.pusher.breakerCalls", "2");
        said.put("fanouts.pusher.breakerMost", "500ms");
    }

    private Settings settingsNow() {
        Map<String, String> now = new HashMap<>(said);
        synchronized (faulty) {
            now.putAll(faulty);
        }
        return NodeUnderTest.settings(now);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(answer, 2);
            exchange.getResponseBody().write(new byte[] {'{', '}'});
        }
    }

    String http() {
        return node.at("http");
    }

    /** Ends what lasts. */
    void mend() throws Exception {
        kafka.line().release();
        await().atMost(Duration.ofSeconds(60)).until(() -> publish("lobby").equals("published"));
        quota(null);
        for (AutoCloseable one : open) {
            one.close();
        }
        open.clear();
        synchronized (faulty) {
            faulty.clear();
        }
        answer = 200;
    }

    private String topic(String stream) {
        return said.get("streams." + stream + ".topic");
    }

    private TestClient connect(String query) {
        return node.open("/ws?token=" + TOKEN + query);
    }

    private static String subscribed(TestClient client, String channel, String since) {
        client.send("{\"type\":\"subscribe\",\"channel\":\"" + channel + "\"" + since + "}");
        return client.expect("subscribed").path("cursor").asText();
    }

    private void write(String stream, String key, int count, int size) throws Exception {
        byte[] value = ("\"" + "x".repeat(size) + "\"").getBytes(UTF_8);
        for (int n = 0; n < count; n++) {
            producer.send(new ProducerRecord<>(topic(stream), key.getBytes(UTF_8), value));
        }
        producer.flush();
    }

    private double now(String series) {
        return Scrape.of(http()).sum(series);
    }

    /** Returns when the tail has read what there was in a stream at the last look at its end. */
    private void settle(String stream) {
        await().atMost(Duration.ofSeconds(30)).until(() -> now("milepost_tail_lag{stream=\"" + stream + "\"}") == 0);
    }

    /** Follows a channel from a place again and again: until the tail has read it, there is nothing to be missed. */
    private void followUntilGap(String channel, String since, String reason) {
        await(reason).until(() -> {
            try (TestClient client = connect("")) {
                subscribed(client, channel, ",\"since\":\"" + since + "\"");
                JsonNode frame = client.next();
                while (!Set.of("gap", "live").contains(frame.path("type").asText())) {
                    frame = client.next();
                }
                return frame.path("reason").asText().equals(reason);
            }
        });
    }

    /** What a client is told that publishes: {@code published}, or the code of an error. */
    private String publish(String channel) {
        try (TestClient client = connect("")) {
            client.send("{\"type\":\"publish\",\"channel\":\"" + channel + "\",\"event\":\"note\",\"data\":{}}");
            JsonNode answer = client.next();
            return answer.path("code").asText(answer.path("type").asText());
        }
    }

    /** Nothing comes through any more; meanwhile somebody brings a device, and somebody publishes. */
    void loseKafka() {
        kafka.line().hold();
        TestClient device = connect("&device=phone");
        assertThat(publish("lobby")).isEqualTo("unavailable");
        assertThat(device.closeCode()).isEqualTo(1013);
    }

    private void quota(@Nullable Double bytesPerSecond) throws Exception {
        admin.alterClientQuotas(List.of(new ClientQuotaAlteration(
                        TAIL, List.of(new ClientQuotaAlteration.Op("consumer_byte_rate", bytesPerSecond)))))
                .all()
                .get(60, TimeUnit.SECONDS);
    }

    void holdUpTheTail() throws Exception {
        quota(5_000.0);
        write("activity", "far", 100, 5_000);
    }

    void hangATransaction() {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                kafka.bootstrapServers(),
                "transactional.id",
                "hanging",
                "transaction.timeout.ms",
                60_000);
        KafkaProducer<byte[], byte[]> hanging =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        hanging.initTransactions();
        hanging.beginTransaction();
        hanging.send(new ProducerRecord<>(topic("goal"), "{}".getBytes(UTF_8)));
        hanging.flush();
        open.add(() -> {
            hanging.abortTransaction();
            hanging.close();
        });
    }

    /** Little at a time: whoever the ring leaves behind is behind, and not demoted. Then another stalls. */
    void stallAReader() throws Exception {
        double live = now("milepost_subscriptions{phase=\"live\"}");
        double demoted = now("milepost_demotions_total");
        await().pollInterval(Duration.ofMillis(20)).until(() -> {
            if (now("milepost_subscriptions{phase=\"live\"}") <= live) {
                open.add(new RawSocket(node.at("ws") + "/ws?token=" + TOKEN + "&channel=team-slow", 64 * 1024));
                await().until(() -> now("milepost_subscriptions{phase=\"live\"}") > live);
            }
            write("activity", "slow", 2, 20_000);
            return now("milepost_demotions_total") > demoted;
        });
    }

    void writeMuchAtOnce() throws Exception {
        double before = now("milepost_shards_outrun_total");
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            write("activity", "much", 200, 20_000);
            settle("activity");
            return now("milepost_shards_outrun_total") > before;
        });
    }

    void deleteRecords() throws Exception {
        String cursor;
        try (TestClient client = connect("")) {
            cursor = subscribed(client, "chat-old", "");
        }
        write("chat", "old", 50, 5_000);
        admin.deleteRecords(Map.of(
                        new TopicPartition(topic("chat"), KeyPartition.of("old", PARTITIONS)),
                        RecordsToDelete.beforeOffset(40)))
                .all()
                .get();
        followUntilGap("chat-old", cursor, "retention");
    }

    void makeATopicAnew() throws Exception {
        TestClient client = connect("");
        open.add(client);
        subscribed(client, "pov-anew", "");
        admin.deleteTopics(List.of(topic("pov-activity"))).all().get();
        await().ignoreExceptions().until(() -> {
            admin.createTopics(List.of(new NewTopic(topic("pov-activity"), PARTITIONS, (short) 1)))
                    .all()
                    .get();
            return true;
        });
    }

    void readACompactedTopic() throws Exception {
        write("event-status", "c", 50, 5_000);
        followUntilGap("events-c", "earliest", "compacted");
    }

    void readFromFar() throws Exception {
        write("collaboration", "far", 500, 500);
        followUntilGap("collab-far", "earliest", "too_far");
    }

    void askForAnExpiredDevice() {
        TestClient client = connect("&device=forgotten");
        open.add(client);
        subscribed(client, "team-d", ",\"since\":\"device\"");
    }

    void writeNonsense() {
        TestClient client = connect("");
        open.add(client);
        subscribed(client, "team-odd", "");
        producer.send(new ProducerRecord<>(topic("activity"), "odd".getBytes(UTF_8), "{\"half\":".getBytes(UTF_8)));
    }

    void writeWithoutKey() {
        producer.send(new ProducerRecord<>(topic("activity"), 0, null, "{}".getBytes(UTF_8)));
    }

    void writeElsewhere() {
        int elsewhere = (KeyPartition.of("odd", PARTITIONS) + 1) % PARTITIONS;
        producer.send(new ProducerRecord<>(topic("activity"), elsewhere, "odd".getBytes(UTF_8), "{}".getBytes(UTF_8)));
    }

    void bringABadToken() {
        node.request("GET", "/api/channels?token=nonsense", "");
    }

    void shout() {
        TestClient client = connect("");
        // While it says that, its allowance grows.
        for (int n = 0; n < 10 * FRAMES && !client.isClosed(); n++) {
            client.overdo("{\"type\":\"ping\"}", 1);
        }
        assertThat(client.closeCode()).isEqualTo(1008);
    }

    void babble() {
        TestClient client = connect("");
        open.add(client);
        client.send("nonsense");
        client.expect("error");
    }

    void misconfigure() {
        synchronized (faulty) {
            faulty.put("limits.subscriptoins", "7");
        }
    }

    void traceToNobody() {
        String trace = "00-" + "a".repeat(32) + "-" + "b".repeat(16) + "-01";
        String body = "{\"channel\":\"lobby\",\"event\":\"note\",\"data\":{}}";
        assertThat(node.request(
                                "POST",
                                "/api/websocket/send",
                                body,
                                "Authorization",
                                "Bearer " + TOKEN,
                                "traceparent",
                                trace)
                        .statusCode())
                .isEqualTo(200);
    }

    /** From now on the far side answers so, and gets events. */
    void sink(int status) throws Exception {
        answer = status;
        write("milestone", "m" + status, 10, 10);
    }

    @Override
    public void close() {
        try {
            mend();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        } finally {
            reload.close();
            fanout.close();
            node.close();
            admin.close(Duration.ZERO);
            producer.close(Duration.ZERO);
            pusher.stop(0);
            kafka.close();
        }
    }
}
