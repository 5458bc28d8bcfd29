package io.milepost.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.milepost.event.Json;
import io.milepost.gateway.TestClient;
import io.milepost.launcher.config.NodeConfig;
import io.milepost.producer.EventPublisher;
import io.milepost.producer.Publication;
import io.milepost.producer.Published;
import io.milepost.producer.PublisherConfig;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

/**
 * A node on a Kafka that gets into trouble, clients that follow and must not be disturbed, one that publishes, and a service that
 * goes on writing all the while.
 */
final class TroubleRig implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LONG = Duration.ofSeconds(90);
    private static final int KEYS = 6;
    private static final int CLIENTS = 4;
    private static final int WRITE_EVERY_MS = 10;
    private static final int ASK_EVERY_MS = 50;
    private static final int SPEAK_EVERY_MS = 1_000;
    private static final int ROOMS = 10;
    private static final String STREAM = "activity";
    private static final String TOKEN =
            NodeUnderTest.token(Map.of("sub", "ada", "channels", List.of("*"), "publish", List.of("*")));

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final List<SpineClient> clients = new ArrayList<>();
    private final NodeUnderTest node;
    private final EventPublisher service;
    private final TestClient speaker;
    private final ScheduledFuture<?> writing;
    /** Both the writer's own until it has ended. */
    private final Map<String, Integer> written = new HashMap<>();

    private final List<CompletableFuture<Published>> sent = new ArrayList<>();

    private TroubleRig(String kafka, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(more);
        settings.put("kafka", kafka);
        settings.putIfAbsent("topics.watch", "500ms");
        node = NodeUnderTest.start(settings);
        service = new EventPublisher(new PublisherConfig(
                "/service",
                NodeConfig.read(node.settings(), true).streams(),
                NodeConfig.kafka(node.settings()),
                Duration.ofSeconds(30)));
        List<String> channels =
                IntStream.range(0, KEYS).mapToObj(key -> "team-" + key).toList();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(new SpineClient("client " + i, loops, node.node()::port, TOKEN, channels, 0));
        }
        clients.forEach(SpineClient::start);
        speaker = node.open("/ws?token=" + TOKEN);
        writing = clock.scheduleWithFixedDelay(this::write, 0, WRITE_EVERY_MS, TimeUnit.MILLISECONDS);
        awaitMore();
    }

    /** Starts it all, and returns when events arrive at every client. */
    static TroubleRig on(String kafka, Map<String, String> more) {
        return new TroubleRig(kafka, more);
    }

    /** What the service's stream is called on Kafka. */
    String topic() {
        return NodeConfig.read(node.settings(), true)
                .streams()
                .named(STREAM)
                .orElseThrow()
                .topic();
    }

    private void write() {
        String key = Integer.toString(sent.size() % KEYS);
        int n = written.merge(key, 1, Integer::sum) - 1;
        sent.add(service.publish(
                Publication.of(STREAM, key, "walked", Json.of("{\"stream\":\"" + STREAM + "\",\"n\":" + n + "}"))));
    }

    /** Returns when every client has had some more of every channel. */
    void awaitMore() {
        List<Integer> before = counts();
        await().atMost(LONG).until(() -> {
            List<Integer> now = counts();
            return IntStream.range(0, now.size()).allMatch(i -> now.get(i) > before.get(i) + 3);
        });
    }

    private List<Integer> counts() {
        List<Integer> counts = new ArrayList<>();
        each((client, channel) -> counts.add(client.count(channel, STREAM)));
        return counts;
    }

    /** The node says that it is not ready, and why; its sockets are as they were. */
    void awaitWaiting() {
        await().atMost(LONG).untilAsserted(() -> {
            HttpResponse<String> answer = readyz();
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
            JsonNode said = JSON.readTree(answer.body());
            assertThat(said.path("status").asText()).isEqualTo("waiting");
            assertThat(said.path("reason").asText()).startsWith("Kafka ");
        });
    }

    /** The node says that it is ready. */
    void awaitReady() {
        await().atMost(LONG)
                .untilAsserted(() ->
                        assertThat(readyz().statusCode()).as(readyz().body()).isEqualTo(200));
    }

    /** Does this while a client publishes here and there. All the while the node says that it is ready. */
    void staysReady(Callable<?> done) throws Exception {
        Set<String> said = new TreeSet<>();
        List<String> spoken = new ArrayList<>();
        ScheduledExecutorService asker = Executors.newSingleThreadScheduledExecutor();
        List<ScheduledFuture<?>> asking = List.of(
                asker.scheduleWithFixedDelay(() -> said.add(readyz().body()), 0, ASK_EVERY_MS, TimeUnit.MILLISECONDS),
                asker.scheduleWithFixedDelay(
                        () -> spoken.add(speak("room-" + spoken.size() % ROOMS)),
                        0,
                        SPEAK_EVERY_MS,
                        TimeUnit.MILLISECONDS));
        try {
            done.call();
            assertThat(asking).as("asked to the end").noneMatch(Future::isDone);
        } finally {
            asker.shutdownNow();
            assertThat(asker.awaitTermination(LONG.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
        }
        spoken.forEach(channel -> speaker.next());
        assertThat(said).containsExactly("{\"status\":\"ready\"}");
    }

    /** The node's address. */
    String http() {
        return node.at("http");
    }

    HttpResponse<String> readyz() {
        return node.request("GET", "/readyz", "");
    }

    /** What a client is told that publishes: {@code published}, or the code of an error. */
    String publish() {
        return publish("lobby");
    }

    /** The same to a channel that nobody else uses. */
    String publish(String channel) {
        speak(channel);
        JsonNode answer = speaker.next();
        return answer.path("type").asText().equals("error")
                ? answer.path("code").asText()
                : answer.path("type").asText();
    }

    private String speak(String channel) {
        speaker.send("{\"type\":\"publish\",\"channel\":\"" + channel + "\",\"event\":\"note\",\"data\":{}}");
        return channel;
    }

    /** A client may publish again, the node is ready again, and events arrive. */
    void awaitWell() {
        await().atMost(LONG).until(() -> publish().equals("published"));
        awaitReady();
        awaitMore();
    }

    /** Stops writing. Everything that was written has been taken, and every client has had it once and in order. */
    void finish() {
        writing.cancel(false);
        clock.shutdown();
        try {
            assertThat(clock.awaitTermination(LONG.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            CompletableFuture.allOf(sent.toArray(CompletableFuture<?>[]::new)).get(LONG.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError("Kafka did not take everything", e);
        }
        await().atMost(LONG)
                .untilAsserted(() -> each((client, channel) -> assertThat(client.count(channel, STREAM))
                        .as(channel)
                        .isEqualTo(written.get(channel.substring("team-".length())))));
        for (SpineClient client : clients) {
            assertThat(client.faults()).isEmpty();
            assertThat(client.connects()).as("the socket stayed open").isEqualTo(1);
        }
    }

    /** What is to be looked at of each client and channel. */
    @FunctionalInterface
    private interface Look {
        void at(SpineClient client, String channel);
    }

    private void each(Look look) {
        for (SpineClient client : clients) {
            for (String channel : client.channels()) {
                look.at(client, channel);
            }
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
        clients.forEach(SpineClient::stop);
        speaker.close();
        service.close();
        node.close();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
