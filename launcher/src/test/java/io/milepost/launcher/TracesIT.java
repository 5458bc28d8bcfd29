package io.milepost.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.milepost.event.Json;
import io.milepost.fanout.Fanout;
import io.milepost.gateway.TestClient;
import io.milepost.launcher.config.NodeConfig;
import io.milepost.launcher.tracing.Collector;
import io.milepost.launcher.tracing.ReceivedSpan;
import io.milepost.producer.EventPublisher;
import io.milepost.producer.Publication;
import io.milepost.producer.PublisherConfig;
import io.milepost.trace.TraceContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A trace that comes to a node with an event, or begins there, as a collector gets it: whose part is what. */
class TracesIT {
    private static final String TOKEN =
            NodeUnderTest.token(Map.of("sub", "ada", "channels", List.of("*"), "publish", List.of("*")));
    private static final String PRIVATE = "what-only-readers-may-see";
    private static final String DATA = "{\"said\":\"" + PRIVATE + "\"}";

    private static Collector collector;
    private static HttpServer pusher;
    private static NodeUnderTest node;
    private static Fanout fanout;
    private static EventPublisher service;

    @BeforeAll
    static void start() throws Exception {
        collector = new Collector();
        pusher = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        pusher.createContext("/apps/1001/", exchange -> {
            try (exchange) {
                boolean poison = new String(exchange.getRequestBody().readAllBytes(), UTF_8).contains("poison");
                exchange.sendResponseHeaders(poison ? 413 : 200, 2);
                exchange.getResponseBody().write(new byte[] {'{', '}'});
            }
        });
        pusher.start();
        String suffix = "-" + UUID.randomUUID();
        Map<String, String> said = new HashMap<>();
        said.put("tracing.endpoint", collector.endpoint().toString());
        said.put("tracing.sample", "1");
        said.put("ring.bytes", "64KB");
        said.put("ring.warmUp", "0");
        said.put("deadLetters.topic", "dlq" + suffix);
        said.put("deadLetters.retryTopic", "retry" + suffix);
        said.put("fanouts.pusher.group", "pusher" + suffix);
        said.put("fanouts.pusher.streams", "milestone");
        said.put("fanouts.pusher.from", "earliest");
        said.put("fanouts.pusher.appId", "1001");
        said.put("fanouts.pusher.key", "dev-key");
        said.put("fanouts.pusher.secret", "dev-secret");
        said.put("fanouts.pusher.scheme", "http");
        said.put("fanouts.pusher.host", "127.0.0.1");
        said.put("fanouts.pusher.port", Integer.toString(pusher.getAddress().getPort()));
        node = NodeUnderTest.start(said);
        Fanouts fanouts =
                new Fanouts(node.settings(), node.node().meters(), node.node().tracing(), false);
        fanout = fanouts.open(Set.of("pusher")).get("pusher");
        node.settings().check();
        fanout.start();
        Fanouts.awaitReady("pusher", fanout, words -> {});
        NodeConfig config = NodeConfig.read(node.settings(), true);
        service = new EventPublisher(
                new PublisherConfig("/service", config.streams(), config.log().kafka(), Duration.ofSeconds(10)));
    }

    @AfterAll
    static void stop() {
        service.close();
        fanout.close();
        node.close();
        collector.close();
        pusher.stop(0);
        assertThat(collector.bytes()).doesNotContain(PRIVATE).doesNotContain(TOKEN);
    }

    private static TraceContext fresh(String flags) {
        String random = UUID.randomUUID().toString().replace("-", "");
        return new TraceContext("00-" + random + "-" + random.substring(16) + "-" + flags, null);
    }

    private static void publish(String stream, String key, TraceContext trace, String data) {
        service.publish(Publication.of(stream, key, "said", Json.of(data)).within(trace))
                .join();
    }

    private static TestClient subscribed(String channel) {
        TestClient client = node.open("/ws?token=" + TOKEN);
        client.send("{\"type\":\"subscribe\",\"channel\":\"" + channel + "\"}");
        client.expect("subscribed");
        return client;
    }

    private static List<ReceivedSpan> spans(String name, String traceId) {
        return collector.spans().stream()
                .filter(span -> span.name().equals(name) && span.traceId().equals(traceId))
                .toList();
    }

    private static List<ReceivedSpan> awaitSpans(String name, String traceId, int count) {
        return await().atMost(Duration.ofSeconds(30)).until(() -> spans(name, traceId), spans -> spans.size() >= count);
    }

    private static long deliveries(String traceId) {
        return spans("deliver", traceId).stream()
                .mapToLong(span -> Long.parseLong(span.attributes().get("milepost.deliveries")))
                .sum();
    }

    @Test
    void anEventOfAServiceIsFollowedToSocketsAndToASink() {
        TraceContext trace = fresh("01");
        TraceContext bad = fresh("01");
        TraceContext unsampled = fresh("00");
        try (TestClient one = subscribed("team-t");
                TestClient two = subscribed("team-t");
                TestClient three = subscribed("team-t")) {
            publish("milestone", "t", unsampled, DATA);
            publish("milestone", "t", trace, DATA);
            publish("milestone", "t", bad, "{\"said\":\"poison\"}");
            for (TestClient client : List.of(one, two, three)) {
                assertThat(client.expect("said").path("traceparent").asText()).isEqualTo(unsampled.traceparent());
                assertThat(client.expect("said").path("traceparent").asText()).isEqualTo(trace.traceparent());
            }
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> deliveries(trace.traceId()) == 3);
        assertThat(spans("deliver", trace.traceId())).hasSizeLessThan(3 + 1).allSatisfy(span -> {
            assertThat(span.parent()).isEqualTo(trace.spanId());
            assertThat(span.kind()).isEqualTo(5);
            assertThat(span.attributes()).containsEntry("milepost.channel", "team-t");
            assertThat(span.attributes().get("messaging.destination.name")).startsWith("milestone-");
        });
        ReceivedSpan sent = awaitSpans("send", trace.traceId(), 1).get(0);
        assertThat(sent.parent()).isEqualTo(trace.spanId());
        assertThat(sent.kind()).isEqualTo(3);
        assertThat(sent.failed()).isEmpty();
        assertThat(sent.attributes()).containsEntry("milepost.fanout", "pusher").containsEntry("milepost.attempt", "1");
        assertThat(awaitSpans("send", bad.traceId(), 1).get(0).failed()).isEqualTo("http-413");
        assertThat(collector.spans())
                .extracting(ReceivedSpan::traceId)
                .doesNotContain(unsampled.traceId())
                .contains(trace.traceId());
    }

    @Test
    void whatAClientPublishesIsPartOfItsTraceAndWhatIsDeliveredOfThat() {
        TraceContext trace = fresh("01");
        JsonNode heard;
        JsonNode heardAlone;
        try (TestClient client = subscribed("lobby")) {
            String body = "{\"channel\":\"lobby\",\"event\":\"said\",\"data\":" + DATA + "}";
            String bearer = "Bearer " + TOKEN;
            node.request(
                    "POST",
                    "/api/websocket/send",
                    body,
                    "Authorization",
                    bearer,
                    TraceContext.PARENT,
                    trace.traceparent());
            heard = client.expect("said");
            node.request("POST", "/api/websocket/send", body, "Authorization", bearer);
            heardAlone = client.expect("said");
        }
        ReceivedSpan published = awaitSpans("publish", trace.traceId(), 1).get(0);
        assertThat(published.parent()).isEqualTo(trace.spanId());
        assertThat(published.kind()).isEqualTo(4);
        assertThat(heard.path("traceparent").asText())
                .isEqualTo("00-" + trace.traceId() + "-" + published.spanId() + "-01");
        assertThat(awaitSpans("deliver", trace.traceId(), 1).get(0).parent()).isEqualTo(published.spanId());

        TraceContext begun = TraceContext.of(heardAlone.path("traceparent").asText(), null);
        assertThat(begun).as("a trace that begins here").isNotNull();
        ReceivedSpan root = awaitSpans("publish", begun.traceId(), 1).get(0);
        assertThat(root.parent()).isEmpty();
        assertThat(root.spanId()).isEqualTo(begun.spanId());
    }

    @Test
    void aPassOverAPartitionIsATraceOfItsOwn() {
        // Once the node has it all, most of it is in its ring no more.
        try (TestClient live = subscribed("team-far")) {
            for (int n = 0; n < 300; n++) {
                service.publish(Publication.of("activity", "far", "said", Json.of("\"" + "x".repeat(1_000) + "\"")));
            }
            service.flush();
            live.expect("said", 300);
        }
        TestClient client = node.open("/ws?token=" + TOKEN);
        client.send("{\"type\":\"subscribe\",\"channel\":\"team-far\",\"since\":\"earliest\"}");
        client.expect("subscribed");
        client.expect("said", 300);
        ReceivedSpan scan = await().atMost(Duration.ofSeconds(30))
                .until(
                        () -> collector.spans().stream()
                                .filter(span -> span.name().equals("catch up")
                                        && span.attributes()
                                                .get("messaging.destination.name")
                                                .startsWith("activity-")
                                        && Long.parseLong(span.attributes().get("milepost.records")) > 100)
                                .toList(),
                        found -> !found.isEmpty())
                .get(0);
        client.close();
        assertThat(scan.parent()).isEmpty();
        assertThat(scan.kind()).isEqualTo(1);
        assertThat(scan.nanos()).isPositive();
    }
}
