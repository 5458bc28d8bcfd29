package io.milepost.launcher.documents;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.gateway.TestClient;
import io.milepost.launcher.NodeUnderTest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the Atomic Guide document says and expects of its three kinds of rooms. */
class AtomicGuideIT {
    private static NodeUnderTest node;

    @BeforeAll
    static void start() {
        node = NodeUnderTest.start(Map.of());
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static String token(String user) {
        return NodeUnderTest.token(Map.of("sub", user, "name", "Name of " + user, "channels", List.of("*")));
    }

    private static TestClient enter(String room, String user, String context) {
        return node.open("/api/" + room + "/ws?token=" + token(user) + "&contextId=" + context);
    }

    /** The document's own integration test: the first thing that comes is the message. */
    @Test
    void shouldHandleChatMessages() {
        try (TestClient client = node.open("/api/chat/ws?token=" + token("test"))) {
            client.send("{\"type\":\"message\",\"data\":{\"content\":\"Test message\"}}");
            client.expect("message");
        }
    }

    @Test
    void aMessageReachesEverybodyInTheRoomAndItsSender() {
        try (TestClient ada = enter("chat", "ada", "context_123");
                TestClient eve = enter("chat", "eve", "context_666")) {
            assertThat(ada.drain()).as("nothing unasked").isEmpty();
            try (TestClient bob = enter("chat", "bob", "context_123")) {
                assertThat(ada.expect("user_joined").path("data"))
                        .hasToString("{\"userId\":\"bob\",\"username\":\"Name of bob\"}");
                ada.send("{\"type\":\"message\",\"id\":\"m1\",\"data\":{\"content\":\"Hello, everyone!\","
                        + "\"messageType\":\"text\",\"author\":\"eve\",\"id\":\"forged\"}}");
                for (TestClient client : new TestClient[] {ada, bob}) {
                    JsonNode said = client.expect("message").path("data");
                    assertThat(said.path("content").asText()).isEqualTo("Hello, everyone!");
                    assertThat(said.path("messageType").asText()).isEqualTo("text");
                    assertThat(said.path("author").asText()).isEqualTo("ada");
                    assertThat(said.path("id").asText()).isNotEmpty().isNotEqualTo("forged");
                    assertThat(said.path("timestamp").asText()).endsWith("Z");
                }
                bob.send("{\"type\":\"typing\",\"data\":{\"isTyping\":true,\"userId\":\"eve\"}}");
                JsonNode typing = ada.expect("typing").path("data");
                assertThat(typing.path("userId").asText()).isEqualTo("bob");
                assertThat(typing.path("isTyping").asBoolean()).isTrue();
                assertThat(bob.drain()).as("one's own typing").isEmpty();
            }
            assertThat(ada.expect("user_left").path("data").path("userId").asText())
                    .isEqualTo("bob");
            assertThat(eve.drain()).as("another room").isEmpty();
        }
    }

    @Test
    void theFirstMessageMaySayWhoItIsAndOthersWaitForIt() {
        try (TestClient client = node.open("/api/chat/ws")) {
            client.send("{\"type\":\"message\",\"data\":{\"content\":\"early\"}}");
            client.send("{\"type\":\"auth\",\"token\":\"" + token("ada") + "\",\"contextId\":\"late\"}");
            assertThat(client.expect("message").path("data").path("content").asText())
                    .isEqualTo("early");
        }
    }

    @Test
    void theRoomsHistoryIsAskedFor() {
        try (TestClient client = enter("chat", "ada", "past")) {
            for (int i = 0; i < 3; i++) {
                client.send("{\"type\":\"message\",\"data\":{\"content\":\"" + i + "\"}}");
                client.expect("message");
            }
            client.send("{\"type\":\"history\",\"id\":\"h\",\"data\":{\"limit\":2}}");
            JsonNode page = client.expect("history");
            assertThat(page.path("id").asText()).isEqualTo("h");
            assertThat(page.path("data").path("messages").findValuesAsText("content"))
                    .containsExactly("2", "1");
            client.send("{\"type\":\"history\",\"data\":{\"limit\":50,\"before\":\"2024-01-01T00:00:00Z\"}}");
            assertThat(client.expect("history").path("data").path("messages")).isEmpty();
        }
    }

    @Test
    void figuresThatWereAskedForArrive() {
        try (TestClient client = enter("analytics", "ada", "context_123")) {
            client.send(
                    "{\"type\":\"subscribe\",\"data\":{\"metrics\":[\"engagement\",\"performance\",\"activity\"]}}");
            assertThat(client.drain()).isEmpty();
            node.service("metrics", "context_123", "metric_update", "{\"metric\":\"other\",\"value\":1}");
            node.service(
                    "metrics",
                    "context_123",
                    "metric_update",
                    "{\"metric\":\"engagement\",\"value\":0.7,\"timestamp\":\"2026-01-01T00:00:00Z\"}");
            JsonNode update = client.expect("metric_update").path("data");
            assertThat(update)
                    .hasToString("{\"metric\":\"engagement\",\"value\":0.7,\"timestamp\":\"2026-01-01T00:00:00Z\"}");
        }
    }

    /** A dashboard that opens shows what there is, and not the way there. */
    @Test
    void thePresentFiguresAreThereAtOnce() {
        for (int i = 1; i <= 3; i++) {
            node.service("metrics", "now", "metric_update", "{\"metric\":\"activity\",\"value\":" + i + "}");
        }
        try (TestClient watching = node.open("/ws?channel=metrics-now&token=" + token("bob"));
                TestClient client = enter("analytics", "ada", "now")) {
            // The gateway may be a moment behind Kafka.
            for (int value = 0; value < 3; ) {
                value = watching.expect("metric_update")
                        .path("data")
                        .path("value")
                        .asInt();
            }
            client.send("{\"type\":\"subscribe\",\"data\":{\"metrics\":[\"activity\"]}}");
            assertThat(client.expect("metric_update").path("data").path("value").asInt())
                    .isEqualTo(3);
            watching.send("{\"type\":\"subscribe\",\"channel\":\"metrics-now\",\"since\":\"earliest\"}");
            watching.expect("subscribed");
            assertThat(watching.expect("metric_update")
                            .path("data")
                            .path("value")
                            .asInt())
                    .isEqualTo(3);
            watching.expect("live");
        }
    }

    @Test
    void editsGoToEverybodyInTheSessionInOneOrder() {
        try (TestClient ada = enter("collaboration", "ada", "c");
                TestClient bob = enter("collaboration", "bob", "c")) {
            String join =
                    "{\"type\":\"join_session\",\"data\":{\"sessionId\":\"session_123\",\"role\":\"participant\"}}";
            ada.send("{\"type\":\"edit\",\"data\":{\"operation\":\"insert\"}}");
            assertThat(ada.expect("error").path("message").asText()).contains("join");
            ada.send(join);
            assertThat(ada.drain()).isEmpty();
            bob.send(join);
            assertThat(ada.expect("user_joined").path("data").path("userId").asText())
                    .isEqualTo("bob");
            ada.send("{\"type\":\"edit\",\"data\":{\"operation\":\"insert\",\"position\":42,"
                    + "\"content\":\"Hello World\",\"version\":15}}");
            for (TestClient client : new TestClient[] {ada, bob}) {
                JsonNode edit = client.expect("edit").path("data");
                assertThat(edit.path("operation").asText()).isEqualTo("insert");
                assertThat(edit.path("position").asInt()).isEqualTo(42);
                assertThat(edit.path("content").asText()).isEqualTo("Hello World");
                assertThat(edit.path("version").asInt()).isEqualTo(15);
                assertThat(edit.path("author").asText()).isEqualTo("ada");
            }
            bob.send("{\"type\":\"leave_session\",\"data\":{\"sessionId\":\"session_123\"}}");
            assertThat(ada.expect("user_left").path("data").path("userId").asText())
                    .isEqualTo("bob");
        }
    }

    /** The document's limit: an error message, then the close it names. */
    @Test
    void whoSaysTooMuchIsToldAndSentAway() {
        try (NodeUnderTest strict = NodeUnderTest.start(Map.of("limits.messagesPerMinute", "100"));
                TestClient client = strict.open("/api/chat/ws?token=" + token("ada"))) {
            for (int i = 0; i < 100; i++) {
                client.send("{\"type\":\"ping\"}");
            }
            client.expect("pong", 100);
            // While that took its time, the allowance has grown.
            JsonNode error;
            do {
                client.send("{\"type\":\"ping\"}");
                error = client.next();
            } while (error.path("type").asText().equals("pong"));
            assertThat(error.path("error").asText()).isEqualTo("Rate limit exceeded");
            assertThat(error.path("retryAfterMs").asLong()).isPositive();
            assertThat(client.closeCode()).isEqualTo(1008);
            assertThat(client.closeReason()).isEqualTo("Rate limit exceeded");
        }
    }

    @Test
    void anAddressConnectsTenTimesAMinuteAtMostWhereItIsKnown() {
        try (NodeUnderTest strict = NodeUnderTest.start(Map.of("limits.connectsPerMinute", "10", "direct", "true"))) {
            for (int i = 0; i < 10; i++) {
                strict.open("/api/chat/ws?token=" + token("ada")).close();
            }
            // While that took its time, the allowance has grown.
            HttpResponse<String> refused;
            do {
                refused = strict.request("GET", "/sse?channel=x", "");
            } while (refused.statusCode() == 401);
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        }
    }
}
