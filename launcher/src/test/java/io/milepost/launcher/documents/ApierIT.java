package io.milepost.launcher.documents;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.gateway.TestClient;
import io.milepost.launcher.NodeUnderTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the API/er document's hook says and expects. Which channels it gets stands in its URL, as all it configures. */
class ApierIT {
    private static NodeUnderTest node;

    @BeforeAll
    static void start() {
        node = NodeUnderTest.start(Map.of());
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static TestClient connect() {
        String token = NodeUnderTest.token(Map.of("sub", "ada", "channels", List.of("*")));
        return node.open("/ws?channel=events-org1&channel=metrics-org1&token=" + token);
    }

    @Test
    void aPingIsAnsweredWithAPongAndATimestamp() {
        try (TestClient client = connect()) {
            client.send("{\"type\": \"ping\", \"timestamp\": \"2025-11-14T17:30:00Z\"}");
            JsonNode pong = client.expect("pong");
            assertThat(pong.path("timestamp").asText()).isNotEmpty();
        }
    }

    @Test
    void updatesAreBroadcastToConnectedClients() {
        try (TestClient client = connect()) {
            client.drain();
            node.service("event-status", "org1", "event_update", """
                    {"id":"evt_123","status":"delivered","delivery_latency_ms":150,"updated_at":"2025-11-14T17:30:00Z"}""");
            JsonNode update = client.expect("event_update");
            assertThat(update.path("data").path("id").asText()).isEqualTo("evt_123");
            assertThat(update.path("data").path("delivery_latency_ms").asInt()).isEqualTo(150);
            node.service("event-status", "org1", "event_created", """
                    {"id":"evt_124","status":"pending","updated_at":"2025-11-14T17:30:00Z"}""");
            client.expect("event_created");
            node.service("event-status", "org1", "event_deleted", "{\"id\":\"evt_124\"}");
            client.expect("event_deleted");
            node.service("metrics", "org1", "metrics_update", """
                    {"total_events":1250,"pending_events":5,"delivered_events":1200,"failed_events":45}""");
            assertThat(client.expect("metrics_update")
                            .path("data")
                            .path("delivered_events")
                            .asInt())
                    .isEqualTo(1200);
        }
    }

    /** The hook falls back to polling while it has no socket. */
    @Test
    void pollingGivesWhatTheSocketWouldHave() {
        node.service("event-status", "org2", "event_update", """
                {"id":"evt_1","status":"sent","updated_at":"2025-11-14T17:30:00Z"}""");
        String token = NodeUnderTest.token(Map.of("sub", "ada", "channels", List.of("events-*")));
        String body = node.request(
                        "GET",
                        "/api/channels/events-org2/events?since=earliest&wait=30",
                        "",
                        "Authorization",
                        "Bearer " + token)
                .body();
        assertThat(body).contains("evt_1").contains("\"complete\":true");
    }
}
