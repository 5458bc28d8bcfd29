package io.milepost.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.pusher.rest.Pusher;
import com.pusher.rest.data.PresenceUser;
import com.pusher.rest.data.Validity;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.milepost.broker.FreePort;
import io.milepost.event.Json;
import io.milepost.gateway.TestClient;
import io.milepost.launcher.config.NodeConfig;
import io.milepost.launcher.config.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two whole nodes tell an application's server what happens in its app, each thing once, and the one that is left goes on. */
class WebhooksIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String SECRET = "a-secret-of-the-app";

    private final Pusher library = new Pusher("7", "key-7", SECRET);
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final List<String> faults = new CopyOnWriteArrayList<>();
    private final List<Node> nodes = new ArrayList<>();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.createContext("/hooks", this::take);
        server.start();
        Map<String, String> said = NodeUnderTest.said(Map.of(
                "presence.grace",
                "0s",
                "pusher.apps.0.id",
                "7",
                "pusher.apps.0.key",
                "key-7",
                "pusher.apps.0.secret",
                SECRET,
                "pusher.apps.0.webhooks.0.url",
                "http://127.0.0.1:" + server.getAddress().getPort() + "/hooks",
                // Where nobody is.
                "pusher.apps.0.webhooks.1.url",
                "http://127.0.0.1:" + FreePort.find() + "/nobody"));
        for (int i = 0; i < 2; i++) {
            Settings settings = Settings.load(Path.of("milepost.yaml"), Map.of(), said);
            nodes.add(Node.start(NodeConfig.read(settings, true), words -> {}));
        }
    }

    @AfterEach
    void stop() {
        nodes.forEach(Node::close);
        server.stop(0);
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            Validity validity = library.validateWebhookSignature(
                    exchange.getRequestHeaders().getFirst("X-Pusher-Key"),
                    exchange.getRequestHeaders().getFirst("X-Pusher-Signature"),
                    body);
            if (validity != Validity.VALID) {
                faults.add(validity + " " + body);
            }
            for (JsonNode event : Json.of(body).tree().path("events")) {
                told.add(event.path("name").asText() + " "
                        + event.path("channel").asText()
                        + (event.has("user_id") ? " " + event.path("user_id").asText() : ""));
            }
            exchange.sendResponseHeaders(204, -1);
        }
    }

    /** Returns when this has been told, in any order, and nothing else. */
    private void awaitTold(String... words) {
        await().atMost(SOON).untilAsserted(() -> assertThat(told).containsExactlyInAnyOrder(words));
        assertThat(faults).isEmpty();
    }

    private TestClient join(Node node, String user) {
        TestClient client =
                TestClient.connect("ws://127.0.0.1:" + node.port() + "/app/key-7?protocol=7&client=test&version=1");
        String socket = Json.of(expect(client, "pusher:connection_established")
                        .path("data")
                        .asText())
                .tree()
                .path("socket_id")
                .asText();
        JsonNode auth = Json.of(library.authenticate(socket, "presence-room", new PresenceUser(user)))
                .tree();
        client.send("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"presence-room\",\"auth\":\""
                + auth.path("auth").asText() + "\",\"channel_data\":"
                + Json.of(auth.path("channel_data")) + "}}");
        expect(client, "pusher_internal:subscription_succeeded");
        return client;
    }

    private static JsonNode expect(TestClient client, String event) {
        JsonNode frame = client.next();
        assertThat(frame.path("event").asText()).isEqualTo(event);
        return frame;
    }

    @Test
    void bothTellOnceAndOneGoesOnAlone() {
        TestClient ada = join(nodes.get(0), "ada");
        awaitTold("channel_occupied presence-room", "member_added presence-room ada");
        TestClient bob = join(nodes.get(1), "bob");
        bob.send("{\"event\":\"client-hello\",\"channel\":\"presence-room\",\"data\":{}}");
        awaitTold(
                "channel_occupied presence-room",
                "member_added presence-room ada",
                "member_added presence-room bob",
                "client_event presence-room bob");
        ada.close();
        nodes.remove(0).close();
        awaitTold(
                "channel_occupied presence-room",
                "member_added presence-room ada",
                "member_added presence-room bob",
                "client_event presence-room bob",
                "member_removed presence-room ada");
        assertThat(nodes.get(0).meters().get("milepost.fanout.delivered").counters())
                .isNotEmpty();
        bob.close();
        awaitTold(
                "channel_occupied presence-room",
                "member_added presence-room ada",
                "member_added presence-room bob",
                "client_event presence-room bob",
                "member_removed presence-room ada",
                "member_removed presence-room bob",
                "channel_vacated presence-room");
    }
}
