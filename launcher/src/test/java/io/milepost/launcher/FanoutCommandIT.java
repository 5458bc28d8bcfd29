package io.milepost.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.milepost.broker.TestKafka;
import io.milepost.channel.StreamSpec;
import io.milepost.channel.Streams;
import io.milepost.event.Json;
import io.milepost.producer.EventPublisher;
import io.milepost.producer.Publication;
import io.milepost.producer.PublisherConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The fan-out to Pusher as operators run it: two instances that share the work, dead letters that are sent again. */
class FanoutCommandIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final String topic = TestKafka.uniqueTopic("activity");
    private final String dead = TestKafka.uniqueTopic("dlq");
    private final String retry = TestKafka.uniqueTopic("retry");
    private final String group = TestKafka.uniqueTopic("group");
    private final List<String> told = new CopyOnWriteArrayList<>();
    private HttpServer pusher;
    private volatile boolean takesPoison;

    @BeforeEach
    void start() throws IOException {
        TestKafka.createTopic(topic, 4, Map.of());
        pusher = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        pusher.createContext("/apps/1001/", this::answer);
        pusher.start();
    }

    @AfterEach
    void stop() {
        pusher.stop(0);
    }

    /** As Pusher's API, of which only what is told, and what is refused, counts here. */
    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            boolean poison = body.contains("poison") && !takesPoison;
            if (!poison) {
                JsonNode call = JSON.readTree(body);
                if (call.has("batch")) {
                    call.get("batch")
                            .forEach(event -> told.add(event.get("data").asText()));
                } else {
                    told.add(call.get("data").asText());
                }
            }
            byte[] answer = "{}".getBytes(UTF_8);
            exchange.sendResponseHeaders(poison ? 413 : 200, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    private List<String> settings(String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--kafka",
                TestKafka.bootstrapServers(),
                "--set",
                "streams.activity.topic=" + topic,
                "--set",
                "deadLetters.topic=" + dead,
                "--set",
                "deadLetters.retryTopic=" + retry));
        arguments.addAll(List.of(more));
        return arguments;
    }

    private List<String> fanout() {
        List<String> arguments = new ArrayList<>(List.of("fanout", "pusher", "--management-port", "0"));
        arguments.addAll(settings(
                "--set",
                "fanouts.pusher.streams=activity",
                "--set",
                "fanouts.pusher.group=" + group,
                "--set",
                "fanouts.pusher.from=earliest",
                "--set",
                "fanouts.pusher.appId=1001",
                "--set",
                "fanouts.pusher.key=dev-key",
                "--set",
                "fanouts.pusher.secret=dev-secret",
                "--set",
                "fanouts.pusher.scheme=http",
                "--set",
                "fanouts.pusher.host=127.0.0.1",
                "--set",
                "fanouts.pusher.port=" + pusher.getAddress().getPort()));
        return arguments;
    }

    private Cli dlq(String... arguments) {
        List<String> all = new ArrayList<>(List.of("dlq"));
        all.add(arguments[0]);
        all.addAll(settings());
        all.addAll(List.of(arguments).subList(1, arguments.length));
        return Cli.run(all.toArray(String[]::new));
    }

    private void publish(int from, int to, String what) {
        Streams streams = Streams.of(Streams.DEFAULTS.all().stream()
                .map(stream -> stream.name().equals("activity")
                        ? new StreamSpec(
                                stream.name(),
                                topic,
                                stream.template(),
                                stream.defaultType(),
                                stream.delivery(),
                                stream.isPublic())
                        : stream)
                .toList());
        try (EventPublisher publisher = new EventPublisher(new PublisherConfig(
                "/test", streams, Map.of("bootstrap.servers", TestKafka.bootstrapServers()), Duration.ofSeconds(20)))) {
            List<CompletableFuture<?>> sent = new ArrayList<>();
            for (int n = from; n < to; n++) {
                sent.add(publisher.publish(new Publication(
                        "activity",
                        "k" + n % 20,
                        "walked",
                        Json.of("{\"n\":" + n + ",\"what\":\"" + what + "\"}"),
                        what + "-" + n,
                        null,
                        null)));
            }
            CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)).join();
        }
    }

    private Set<Integer> numbers() throws IOException {
        Set<Integer> numbers = new HashSet<>();
        for (String data : told) {
            numbers.add(JSON.readTree(data).get("n").asInt());
        }
        return numbers;
    }

    @Test
    void twoInstancesShareTheWorkAndOneGoesOnAlone() throws Exception {
        publish(0, 200, "step");
        try (GatewayProcess one = GatewayProcess.start(fanout());
                GatewayProcess two = GatewayProcess.start(fanout())) {
            assertThat(one.ready()).isEqualTo("pusher");
            publish(200, 400, "step");
            await().untilAsserted(() -> assertThat(numbers()).hasSize(400));
            String health = get(one.announced("health and metrics at ") + "/readyz");
            assertThat(health).contains("\"ready\"");
            // Both hold partitions, so each shows their lag.
            await().untilAsserted(() -> {
                assertThat(get(one.announced("health and metrics at ") + "/metrics"))
                        .contains("milepost_fanout_lag{fanout=\"pusher\"")
                        .contains("topic=\"" + topic + "\"");
                assertThat(get(two.announced("health and metrics at ") + "/metrics"))
                        .contains("milepost_fanout_age_seconds{fanout=\"pusher\"")
                        .contains("topic=\"" + topic + "\"");
            });
            assertThat(one.terminate()).isEqualTo(143);
            publish(400, 500, "step");
            await().untilAsserted(() -> assertThat(numbers()).hasSize(500));
            assertThat(two.terminate()).isEqualTo(143);
        }
    }

    @Test
    void whatPusherRefusesIsListedShownAndSentAgain() throws Exception {
        publish(0, 1, "step");
        publish(1, 2, "poison");
        publish(2, 3, "step");
        try (GatewayProcess fanout = GatewayProcess.start(fanout())) {
            await().untilAsserted(() -> assertThat(numbers()).containsExactlyInAnyOrder(0, 2));
            await().untilAsserted(() -> assertThat(dlq("list").out()).hasSize(1));
            JsonNode letter = JSON.readTree(dlq("list", "--sink", "pusher", "--code", "http-413", "--key", "k1")
                    .out()
                    .get(0));
            assertThat(letter.get("topic").asText()).isEqualTo(topic);
            assertThat(letter.get("type").asText()).isEqualTo("walked");
            assertThat(letter.get("attempts").asInt()).isEqualTo(1);
            assertThat(letter.has("value")).isFalse();
            assertThat(dlq("list", "--code", "http-500").out()).isEmpty();
            assertThat(dlq("list", "--since", "2999-01-01T00:00:00Z").out()).isEmpty();
            String position = letter.get("position").asText();
            JsonNode whole = JSON.readTree(dlq("show", position).out().get(0));
            assertThat(whole.get("value").asText()).contains("poison");
            assertThat(whole.get("headers").get("ce_id").asText()).isEqualTo("poison-1");
            takesPoison = true;
            Cli dry = dlq("redrive", "--sink", "pusher", "--dry-run");
            assertThat(dry.exit()).isZero();
            assertThat(dry.out()).hasSize(1);
            assertThat(dlq("redrive", position).exit()).isZero();
            await().untilAsserted(() -> assertThat(numbers()).containsExactlyInAnyOrder(0, 1, 2));
            assertThat(told.get(told.size() - 1)).contains("poison-1");
            assertThat(dlq("list").out()).isEmpty();
            assertThat(JSON.readTree(dlq("list", "--all").out().get(0))
                            .get("redriven")
                            .asBoolean())
                    .isTrue();
            assertThat(dlq("redrive", position).exit()).isEqualTo(1);
            assertThat(fanout.terminate()).isEqualTo(143);
        }
    }

    @Test
    void aWrongUseAndEveryFaultAreSaid() {
        assertThat(dlq("redrive").exit()).isEqualTo(2);
        assertThat(dlq("list", "--since", "yesterday").err()).contains("--since");
        assertThat(dlq("show", "nowhere-0@1").exit()).isEqualTo(1);
        Cli none = Cli.run("fanout", "pusher", "--kafka", TestKafka.bootstrapServers());
        assertThat(none.exit()).isEqualTo(2);
        assertThat(none.err()).contains("fanouts");
        Cli faults = Cli.run(
                "fanout",
                "pusher",
                "--set",
                "fanouts.pusher.appId=1",
                "--set",
                "fanouts.pusher.streams=actvity",
                "--set",
                "fanouts.pusher.inFlight=lots",
                "--set",
                "fanouts.pusher.colour=red");
        assertThat(faults.exit()).isEqualTo(2);
        assertThat(faults.err())
                .contains("fanouts.pusher.key")
                .contains("fanouts.pusher.secret")
                .contains("fanouts.pusher.streams: \"actvity\"")
                .contains("fanouts.pusher.inFlight: \"lots\"")
                .contains("fanouts.pusher.colour");
        Cli group = Cli.run("fanout", "pusher", "--set", "fanouts.pusher.group=one", "--set", "fanouts.also.group=one");
        assertThat(group.exit()).isEqualTo(2);
        assertThat(group.err()).contains("fanouts.pusher.group: one is the group of also too");
        Cli named = Cli.run("fanout", "native", "--set", "fanouts.native.kind=pusher");
        assertThat(named.exit()).isEqualTo(2);
        assertThat(named.err()).contains("fanouts.native: ").contains("another name");
        Cli kind = Cli.run("fanout", "pigeon", "--set", "fanouts.pigeon.streams=activity");
        assertThat(kind.exit()).isEqualTo(2);
        assertThat(kind.err()).contains("no kind of fan-out called pigeon").contains("pusher");
    }

    private static String get(String address) throws IOException, InterruptedException {
        return HTTP.send(HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
