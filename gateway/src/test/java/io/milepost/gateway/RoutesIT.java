package io.milepost.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.milepost.channel.Streams;
import io.milepost.log.LogConfig;
import io.milepost.route.Route;
import io.milepost.route.Routes;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the routes keep from the gateway's clients reaches them by no way: by type, by channel, live or later. */
class RoutesIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final List<String> ANY = List.of();
    private static final Routes ROUTES = Routes.of(List.of(
            Route.of(List.of("activity", "metrics"), List.of("audit-*"), ANY, Set.of("pusher")),
            Route.of(ANY, ANY, List.of("team-closed*"), Set.of())));

    private static final Streams STREAMS = withLatestMetrics();
    private static TestNode node;
    /** The same topics, of which nearly everything lies behind the ring. */
    private static TestNode forgetful;

    @BeforeAll
    static void start() {
        node = TestNode.on(STREAMS, config -> config.withRoutes(ROUTES), UnaryOperator.identity());
        forgetful = TestNode.on(
                STREAMS,
                config -> config.withRoutes(ROUTES).withRing(LogConfig.LEAST_RING_BYTES, 0, 20),
                UnaryOperator.identity());
    }

    @AfterAll
    static void stop() {
        forgetful.close();
        node.close();
    }

    private static Streams withLatestMetrics() {
        return Streams.of(TestNode.freshStreams().all().stream()
                .map(stream -> stream.name().equals("metrics") ? stream.latest() : stream)
                .toList());
    }

    /** Of the numbers 0 to 5, those of even ones are audits. */
    private static void publish(String stream, String key) {
        for (int n = 0; n < 6; n++) {
            node.publish(stream, key, n % 2 == 0 ? "audit-trail" : "activity-logged", n);
        }
    }

    @Test
    void byTypeLiveAndWithTheLastCursor() {
        try (TestClient client = node.connect("ada")) {
            client.send("{\"type\":\"subscribe\",\"channel\":\"team-live\"}");
            client.expect("subscribed");
            publish("activity", "live");
            List<JsonNode> events = client.expect("activity-logged", 3);
            assertThat(numbers(events)).containsExactly(1, 3, 5);
            node.publish("activity", "live", "audit-trail", 6);
            node.settle();
            assertThat(client.drain()).isEmpty();
            String cursor = events.get(0).path("cursor").asText();
            assertThat(replayed(node, "team-live", cursor)).containsExactly(3, 5);
        }
    }

    @Test
    void byChannelLiveWithPrefixAndWithout() {
        try (TestClient client = node.connect("ada", List.of("*", "private-*"))) {
            for (String channel : List.of("team-closed", "private-team-closed", "team-open")) {
                client.send("{\"type\":\"subscribe\",\"channel\":\"" + channel + "\"}");
                client.expect("subscribed");
            }
            node.publish("activity", "closed", "activity-logged", 1);
            node.publish("goal", "closed", "goal-updated", 2);
            node.publish("channels", "private-team-closed", "message", 3);
            node.publish("activity", "open", "activity-logged", 4);
            assertThat(numbers(client.expect("activity-logged", 1))).containsExactly(4);
            node.settle();
            assertThat(client.drain()).isEmpty();
        }
        assertThat(replayed(node, "team-closed", "earliest")).isEmpty();
        assertThat(replayed(node, "team-open", "earliest")).containsExactly(4);
    }

    @Test
    void replaysFromTheRingAndFromBehindItAgree() throws Exception {
        publish("activity", "replay");
        publish("activity", "closed-replay");
        for (int n = 0; n < 3_000; n++) {
            node.publish("activity", "filler-" + n % 50, "audit-trail", n);
            node.publish("goal", "filler-" + n % 50, "goal-updated", n);
        }
        node.publish("activity", "replay", "activity-logged", 7).get();
        node.settle();
        await().atMost(Duration.ofSeconds(30))
                .until(() ->
                        forgetful.log().stats().records() >= node.log().stats().records());
        long before = forgetful.log().stats().caughtUp();
        for (TestNode one : List.of(node, forgetful)) {
            assertThat(replayed(one, "team-replay", "earliest")).containsExactly(1, 3, 5, 7);
            assertThat(replayed(one, "team-closed-replay", "earliest")).isEmpty();
        }
        assertThat(forgetful.log().stats().caughtUp()).isGreaterThan(before);
    }

    @Test
    void pagesOfThePastAndWaitingRequests() throws Exception {
        publish("activity", "past");
        publish("activity", "closed-past");
        node.settle();
        assertThat(numbers(events("team-past", ""))).containsExactly(5, 3, 1);
        assertThat(numbers(events("team-closed-past", ""))).isEmpty();
        assertThat(numbers(events("team-past", "?since=earliest"))).containsExactly(1, 3, 5);
        JsonNode closed = ask("team-closed-past", "?since=earliest");
        assertThat(closed.path("events")).isEmpty();
        assertThat(closed.path("recovered").asBoolean()).isTrue();
        try (TestClient client = node.connect("ada")) {
            client.send("{\"type\":\"history\",\"channel\":\"team-past\",\"limit\":10,\"id\":\"h\"}");
            assertThat(client.next().findValuesAsText("n")).containsExactly("5", "3", "1");
        }
    }

    @Test
    void serverSentEvents() throws Exception {
        String address = node.http() + "/sse?channel=team-sse&channel=team-closed-sse&token="
                + TestNode.token("ada", List.of("*"));
        try (SseClient client = new SseClient(address, "")) {
            await().until(() -> !client.lastId().isEmpty());
            publish("activity", "closed-sse");
            publish("activity", "sse");
            for (int n = 1; n < 6; n += 2) {
                assertThat(client.expect("activity-logged").at("/data/n").asInt())
                        .isEqualTo(n);
            }
        }
    }

    @Test
    void presentValues() throws Exception {
        node.publish("metrics", "m", "metrics_update", 1);
        node.publish("metrics", "m", "audit-values", 2).get();
        node.settle();
        assertThat(present(node)).containsExactly(1);
        try (TestNode later = TestNode.on(
                STREAMS,
                config -> config.withRoutes(ROUTES).withRing(LogConfig.LEAST_RING_BYTES, 0, 500),
                UnaryOperator.identity())) {
            assertThat(present(later)).containsExactly(1);
        }
    }

    private static List<Integer> present(TestNode at) {
        try (TestClient client = at.connect("ada")) {
            client.send("{\"type\":\"subscribe\",\"channel\":\"metrics-m\"}");
            client.expect("subscribed");
            List<Integer> values = numbers(client.expect("metrics_update", 1));
            assertThat(client.drain()).isEmpty();
            return values;
        }
    }

    /** Everything from a place on until the subscription is live. */
    private static List<Integer> replayed(TestNode at, String channel, String since) {
        try (TestClient client = at.connect("bob")) {
            client.send("{\"type\":\"subscribe\",\"channel\":\"" + channel + "\",\"since\":\"" + since + "\"}");
            assertThat(client.expect("subscribed").path("recovered").asBoolean())
                    .isEqualTo(!since.equals("earliest"));
            return untilLive(client);
        }
    }

    private static List<Integer> untilLive(TestClient client) {
        List<JsonNode> events = new ArrayList<>();
        for (JsonNode frame = client.next(); !frame.path("type").asText().equals("live"); frame = client.next()) {
            assertThat(frame.path("type").asText()).isNotEqualTo("gap").isNotEqualTo("error");
            events.add(frame);
        }
        return numbers(events);
    }

    private static List<JsonNode> events(String channel, String query) throws Exception {
        List<JsonNode> events = new ArrayList<>();
        ask(channel, query).path("events").forEach(events::add);
        return events;
    }

    private static JsonNode ask(String channel, String query) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(node.http() + "/api/channels/" + channel + "/events" + query))
                .header("Authorization", "Bearer " + TestNode.token("ada", List.of("*")))
                .timeout(Duration.ofSeconds(40))
                .build();
        HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JSON.readTree(response.body());
    }

    private static List<Integer> numbers(List<JsonNode> events) {
        return events.stream().map(event -> event.at("/data/n").asInt()).toList();
    }
}
