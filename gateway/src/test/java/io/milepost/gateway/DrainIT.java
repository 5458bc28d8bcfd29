package io.milepost.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A node that goes tells its clients so, and when to come back, and takes no new ones. */
class DrainIT {
    @Test
    void clientsAreToldAndClosedAndNewOnesSentElsewhere() throws Exception {
        try (TestNode node = TestNode.start()) {
            List<TestClient> clients = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                TestClient client = node.connect("user-" + i);
                client.send("{\"type\":\"subscribe\",\"channel\":\"team-drain\"}");
                client.expect("subscribed");
                clients.add(client);
            }
            assertThat(get(node, "/readyz").statusCode()).isEqualTo(200);
            assertThat(get(node, "/metrics").body()).contains("milepost_connections 20.0");

            CompletableFuture<Void> drained =
                    CompletableFuture.runAsync(() -> node.gateway().drain());
            for (TestClient client : clients) {
                assertThat(client.expect("reconnect").get("afterMs").asLong()).isBetween(0L, 1_000L);
                assertThat(client.closeCode()).isEqualTo(1001);
            }
            drained.orTimeout(60, TimeUnit.SECONDS).join();
            await().until(() -> node.gateway().connections() == 0);
            assertThat(get(node, "/readyz").statusCode()).isEqualTo(503);
            assertThatThrownBy(() -> node.connect("late"))
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .isInstanceOfSatisfying(WebSocketHandshakeException.class, e -> {
                        assertThat(e.getResponse().statusCode()).isEqualTo(503);
                        assertThat(e.getResponse().headers().firstValue("Retry-After"))
                                .isPresent();
                    });
            assertThat(get(node, "/sse?channel=x").statusCode()).isEqualTo(503);
            HttpResponse<String> stream = get(node, "/sse?channel=x", "Accept", "text/event-stream");
            assertThat(stream.statusCode()).as("which an EventSource survives").isEqualTo(200);
            assertThat(stream.headers().firstValue("Content-Type")).hasValue("text/event-stream");
            assertThat(stream.body()).contains("retry: 1000\n\n");
        }
    }

    @Test
    void streamsAndRequestsThatWaitEndToo() throws Exception {
        try (TestNode node = TestNode.start()) {
            String token = "token=" + TestNode.token("ada", List.of("*"));
            SseClient stream = new SseClient(node.http() + "/sse?channel=team-drain&" + token, "");
            await().until(() -> node.gateway().stats().subscriptions() == 1);
            node.publish("activity", "drain", "walked", 1).get();
            assertThat(stream.expect("walked").path("data").path("n").asInt()).isEqualTo(1);
            String path = "/api/channels/team-drain/events?wait=30&since=" + stream.lastId() + "&" + token;
            CompletableFuture<HttpResponse<String>> waiting =
                    HttpClient.newHttpClient().sendAsync(request(node, path), HttpResponse.BodyHandlers.ofString());
            await().until(() -> node.gateway().stats().live() == 2);

            node.gateway().drain();
            assertThat(stream.expect("reconnect").has("afterMs")).isTrue();
            HttpResponse<String> answer =
                    waiting.orTimeout(60, TimeUnit.SECONDS).join();
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains("\"events\":[]").contains("\"cursor\":\"" + stream.lastId());
            HttpResponse<String> late = get(node, path);
            assertThat(late.statusCode()).isEqualTo(503);
            assertThat(late.headers().firstValue("Connection")).hasValue("close");
        }
    }

    @Test
    void theyAreServedUntilTheirTurnAndNotAllAreToldAtOnce() throws Exception {
        Drain slow = new Drain(Duration.ofSeconds(60), 1);
        try (TestNode node = TestNode.start(log -> log, gateway -> gateway.withDrain(slow))) {
            List<TestClient> clients = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                TestClient client = node.connect("user-" + i);
                client.send("{\"type\":\"subscribe\",\"channel\":\"team-drain\"}");
                client.expect("subscribed");
                clients.add(client);
            }
            CompletableFuture<Void> drained =
                    CompletableFuture.runAsync(() -> node.gateway().drain());
            await().until(() -> node.gateway().connections() < 6);
            assertThat(node.gateway().connections()).isPositive();
            node.publish("activity", "drain", "walked", 1).get();
            List<String> first = clients.stream()
                    .map(client -> client.next().path("type").asText())
                    .toList();
            assertThat(first).contains("walked").contains("reconnect");
            drained.orTimeout(60, TimeUnit.SECONDS).join();
            assertThat(clients).allMatch(client -> client.closeCode() == 1001);
        }
    }

    private static HttpRequest request(TestNode node, String path) {
        return HttpRequest.newBuilder(URI.create(node.http() + path)).build();
    }

    private static HttpResponse<String> get(TestNode node, String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(node.http() + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
