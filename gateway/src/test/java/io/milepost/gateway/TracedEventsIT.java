package io.milepost.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.milepost.event.Event;
import io.milepost.event.Json;
import io.milepost.event.Rfc3339;
import io.milepost.gateway.auth.TokenMint;
import io.milepost.trace.TraceContext;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Of which trace an event is part comes to its readers by every way, and from its client by each. */
class TracedEventsIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String PARENT = "00-" + "a".repeat(32) + "-" + "b".repeat(16) + "-01";
    private static final TraceContext TRACE = new TraceContext(PARENT, "vendor=\"1\"");
    private static final String TOKEN = new TokenMint(TestNode.SECRET)
            .mint(Map.of("sub", "ada", "channels", List.of("*"), "publish", List.of("*")), Duration.ofMinutes(10));

    private static TestNode node;

    @BeforeAll
    static void start() {
        node = TestNode.start();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static TestClient connect() {
        return TestClient.connect(node.ws() + "?token=" + TOKEN);
    }

    private static void is(@Nullable TraceContext trace, JsonNode event) {
        assertThat(event.path("type").asText()).as(event.toString()).isEqualTo("walked");
        assertThat(event.path("traceparent").textValue()).isEqualTo(trace == null ? null : trace.traceparent());
        assertThat(event.path("tracestate").textValue()).isEqualTo(trace == null ? null : trace.tracestate());
    }

    private static void publish(String key, @Nullable TraceContext trace) {
        Event event = new Event("e-" + trace, "/test", "walked", Rfc3339.now(), null, Json.of("{}"));
        node.publish("activity", key, event.within(trace));
    }

    private static HttpResponse<String> ask(String path, @Nullable String body, @Nullable String parent)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(node.http() + path))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + TOKEN);
        if (parent != null) {
            request.header("traceparent", parent).header("tracestate", "vendor=\"1\"");
        }
        if (body != null) {
            request.POST(HttpRequest.BodyPublishers.ofString(body));
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void toReaders() throws Exception {
        String address = node.http() + "/sse?channel=team-t&token=" + TOKEN;
        try (TestClient client = connect();
                SseClient stream = new SseClient(address, "")) {
            client.send("{\"type\":\"subscribe\",\"channel\":\"team-t\"}");
            client.expect("subscribed");
            await().until(() -> node.gateway().stats().live() == 2);
            publish("t", TRACE);
            publish("t", null);
            is(TRACE, client.next());
            is(null, client.next());
            is(TRACE, stream.expect("walked"));
            is(null, stream.expect("walked"));
            client.send("{\"type\":\"subscribe\",\"channel\":\"team-t\",\"since\":\"earliest\"}");
            client.expect("subscribed");
            is(TRACE, client.next());
            is(null, client.next());
            client.expect("live");
            client.send("{\"type\":\"history\",\"channel\":\"team-t\"}");
            JsonNode past = client.expect("history").path("events");
            is(null, past.get(0));
            is(TRACE, past.get(1));
        }
        for (String query : List.of("?since=earliest", "")) {
            JsonNode page = JSON.readTree(
                    ask("/api/channels/team-t/events" + query, null, null).body());
            is(TRACE, page.path("events").get(query.isEmpty() ? 1 : 0));
            is(null, page.path("events").get(query.isEmpty() ? 0 : 1));
        }
    }

    @Test
    void fromClients() throws Exception {
        try (TestClient client = connect()) {
            client.send("{\"type\":\"subscribe\",\"channel\":\"lobby\"}");
            client.expect("subscribed");
            String body = "{\"channel\":\"lobby\",\"event\":\"walked\",\"data\":{}}";
            ask("/api/websocket/send", body, PARENT);
            is(TRACE, client.next());
            ask("/api/websocket/send", body, null);
            is(null, client.next());
            assertThat(ask("/api/websocket/send", body, "nonsense").statusCode())
                    .isEqualTo(200);
            is(null, client.next());
            ask("/api/events", "{\"stream\":\"channels\",\"key\":\"lobby\",\"type\":\"walked\",\"data\":{}}", PARENT);
            is(TRACE, client.next());
        }
        try (TestClient speaker = connect();
                TestClient client = connect()) {
            client.send("{\"type\":\"subscribe\",\"channel\":\"hall\"}");
            client.expect("subscribed");
            String publish = "{\"type\":\"publish\",\"channel\":\"hall\",\"event\":\"walked\",\"data\":{},";
            speaker.send(publish + "\"traceparent\":\"" + PARENT + "\"}");
            speaker.expect("published");
            is(new TraceContext(PARENT, null), client.next());
            speaker.send(publish + "\"traceparent\":\"nonsense\"}");
            JsonNode error = speaker.expect("error");
            assertThat(error.path("code").asText()).isEqualTo("invalid_message");
            assertThat(error.path("message").asText())
                    .startsWith("traceparent: ")
                    .doesNotContain("nonsense");
        }
    }
}
