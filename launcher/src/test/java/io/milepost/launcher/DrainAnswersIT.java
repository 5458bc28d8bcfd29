package io.milepost.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.gateway.TestClient;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A node that goes while Kafka still has to answer what its clients have published: the answer comes first, if it comes in time. */
class DrainAnswersIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final String token =
            NodeUnderTest.token(Map.of("sub", "ada", "channels", List.of("*"), "publish", List.of("*")));

    @Test
    void whatWasTakenIsAnsweredBeforeTheGoodbye() {
        NodeUnderTest node = NodeUnderTest.start(Map.of("drain", "20s", "kafkaSettings.linger_ms", "4000"));
        TestClient client = node.open("/ws?token=" + token);
        publish(client, "first");
        CompletableFuture<HttpResponse<String>> request = post(node);
        CompletableFuture<Void> closed = CompletableFuture.runAsync(node::close);
        List<JsonNode> heard = new ArrayList<>();
        await().until(() ->
                heard.addAll(publish(client, "more")) && heard.toString().contains("\"unavailable\""));
        while (heard.stream().noneMatch(frame -> frame.path("type").asText().equals("reconnect"))) {
            heard.add(client.next());
        }
        assertThat(heard)
                .as("all that was taken")
                .anyMatch(frame -> frame.path("type").asText().equals("published")
                        && frame.path("id").asText().equals("first"));
        assertThat(client.closeCode()).isEqualTo(1001);
        assertThat(request.join().statusCode()).isEqualTo(200);
        closed.join();
    }

    @Test
    void whoeverWaitsForTooLongGoesWithout() {
        NodeUnderTest node = NodeUnderTest.start(Map.of("drain", "1s", "kafkaSettings.linger_ms", "5000"));
        TestClient client = node.open("/ws?token=" + token);
        publish(client, "late");
        CompletableFuture<Void> closed = CompletableFuture.runAsync(node::close);
        client.expect("reconnect");
        assertThat(client.closeCode()).isEqualTo(1001);
        closed.join();
    }

    /** It is taken, or refused, when the ping behind it is answered. Returns what came until then. */
    private static List<JsonNode> publish(TestClient client, String id) {
        client.send("{\"type\":\"publish\",\"id\":\"" + id
                + "\",\"channel\":\"chat-1\",\"event\":\"message\",\"data\":{\"content\":\"hello\"}}");
        return client.drain();
    }

    private CompletableFuture<HttpResponse<String>> post(NodeUnderTest node) {
        return HTTP.sendAsync(
                HttpRequest.newBuilder(URI.create(node.at("http") + "/api/websocket/send"))
                        .timeout(Duration.ofSeconds(60))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(
                                "{\"channel\":\"chat-2\",\"event\":\"message\",\"data\":{\"content\":\"hello\"}}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
