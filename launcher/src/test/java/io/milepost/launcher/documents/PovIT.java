package io.milepost.launcher.documents;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.milepost.gateway.TestClient;
import io.milepost.launcher.NodeUnderTest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the PoV system's document says and expects. */
class PovIT {
    private static NodeUnderTest node;

    @BeforeAll
    static void start() {
        node = NodeUnderTest.start(Map.of());
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    /** The document's connection flow: a cookie, a socket token from the route, a socket. */
    private static TestClient connect() throws Exception {
        String access = NodeUnderTest.token(Map.of("userId", "u1", "email", "u1@example.com", "role", "member"));
        HttpResponse<String> response =
                node.request("GET", "/api/auth/ws-token", "", "Cookie", "accessToken=" + access);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        String token =
                new ObjectMapper().readTree(response.body()).path("token").asText();
        return node.open("/ws?token=" + token);
    }

    @Test
    void activitiesOfASubscribedPovArrive() throws Exception {
        try (TestClient client = connect()) {
            client.send("{\"type\":\"ping\"}");
            client.expect("pong");
            client.send("{\"type\":\"subscribe\",\"povId\":\"my-pov-id\"}");
            assertThat(client.expect("subscribed").path("povId").asText()).isEqualTo("my-pov-id");
            node.service("pov-activity", "my-pov-id", "activity", """
                    {"id":"a1","type":"phase","action":"completed","povId":"my-pov-id","userId":"u2",
                     "title":"Phase done","message":"The first phase is done","severity":"success"}""");
            JsonNode activity = client.expect("activity");
            assertThat(activity.path("data").path("povId").asText()).isEqualTo("my-pov-id");
            assertThat(activity.path("data").path("severity").asText()).isEqualTo("success");
            client.send("{\"type\":\"unsubscribe\",\"povId\":\"my-pov-id\"}");
            assertThat(client.expect("unsubscribed").path("povId").asText()).isEqualTo("my-pov-id");
        }
    }

    @Test
    void whatIsWrongIsSaidInAnErrorMessage() throws Exception {
        try (TestClient client = connect()) {
            client.send("what?");
            assertThat(client.expect("error").path("message").asText()).isNotEmpty();
            client.send("{\"type\":\"subscribe\",\"channel\":\"team-1\"}");
            assertThat(client.expect("error").path("code").asText()).isEqualTo("forbidden");
        }
    }

    /** The document wishes for offline support. */
    @Test
    void whatHappenedWhileAwayIsThereAfterwards() throws Exception {
        String cursor;
        try (TestClient client = connect()) {
            client.send("{\"type\":\"subscribe\",\"povId\":\"p2\"}");
            cursor = client.expect("subscribed").path("cursor").asText();
        }
        node.service("pov-activity", "p2", "activity", """
                {"id":"missed","type":"TASK","action":"COMPLETED","povId":"p2","userId":"ada","title":"Done","message":"Ada has done it"}""");
        try (TestClient client = connect()) {
            client.send("{\"type\":\"subscribe\",\"povId\":\"p2\",\"since\":\"" + cursor + "\"}");
            assertThat(client.expect("subscribed").path("recovered").asBoolean())
                    .isTrue();
            // The node may read the event only after it said that the channel is live.
            List<JsonNode> both = List.of(client.next(), client.next());
            assertThat(both)
                    .extracting(frame -> frame.path("type").asText())
                    .containsExactlyInAnyOrder("activity", "live");
            assertThat(both)
                    .extracting(frame -> frame.path("data").path("id").asText())
                    .contains("missed");
        }
    }
}
