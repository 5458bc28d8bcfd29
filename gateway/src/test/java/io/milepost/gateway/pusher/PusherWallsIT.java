package io.milepost.gateway.pusher;

import static io.milepost.gateway.pusher.PusherClient.data;
import static io.milepost.gateway.pusher.PusherClient.json;
import static io.milepost.gateway.pusher.TestApps.OTHER;
import static io.milepost.gateway.pusher.TestApps.OWN;
import static io.milepost.gateway.pusher.TestApps.SHARED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.pusher.rest.Pusher;
import io.milepost.gateway.TestClient;
import io.milepost.gateway.TestNode;
import io.milepost.gateway.auth.TokenMint;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What keeps apps apart from each other and from those who come with tokens. */
class PusherWallsIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static TestNode node;

    @BeforeAll
    static void start() {
        node = TestApps.start();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "#app.2.presence-a",
                "#app.2.a",
                "#open.a",
                "#user.2.ada",
                "#online.2.ada",
                "#online.1.ada",
                "#server-to-user-ada"
            })
    void noTokenReachesTheNamesOfApps(String name) throws IOException, InterruptedException {
        List<String> patterns = List.of("*", "#*", name, name.substring(0, 5) + "*");
        String token = new TokenMint(TestNode.SECRET)
                .mint(Map.of("sub", "eve", "channels", patterns, "publish", patterns), Duration.ofMinutes(10));
        try (TestClient eve = TestClient.connect(node.ws() + "?token=" + token)) {
            for (String frame : List.of(
                    "\"subscribe\"",
                    "\"history\"",
                    "\"presence\"",
                    "\"ack\",\"cursor\":\"x\"",
                    "\"signal\",\"event\":\"x\",\"data\":1",
                    "\"publish\",\"event\":\"x\",\"data\":1")) {
                eve.send("{\"type\":" + frame + ",\"channel\":\"" + name + "\"}");
                assertThat(eve.expect("error").path("code").asText()).as(frame).isIn("forbidden", "invalid_cursor");
            }
        }
        String escaped = name.replace("#", "%23");
        for (String path : List.of(
                "/sse?channel=" + escaped,
                "/api/channels/" + escaped,
                "/api/channels/" + escaped + "/members",
                "/api/channels/" + escaped + "/events",
                "/api/channels/" + escaped + "/events?wait=1")) {
            assertThat(ask(path, token).statusCode()).as(path).isEqualTo(403);
        }
    }

    @Test
    void noTokenSeesThatAnybodyIsThere() throws IOException, InterruptedException {
        String token = TestNode.token("eve", List.of("#*"));
        try (PusherClient ada = PusherClient.connect(node, OWN)) {
            ada.signIn("{\"id\":\"ada\"}");
            ada.expect("pusher:signin_success");
            ada.subscribe("presence-a", "{\"user_id\":\"ada\"}");
            assertThat(json(ask("/api/channels?prefix=%23", token).body())).isEqualTo(json("{\"channels\":{}}"));
        }
    }

    private static HttpResponse<String> ask(String path, String token) throws IOException, InterruptedException {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create(node.http() + path))
                        .header("Authorization", "Bearer " + token)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static Pusher server(App app) {
        Pusher server = new Pusher(app.id(), app.key(), app.secret());
        server.setHost("127.0.0.1:" + node.gateway().port());
        return server;
    }

    /** One that shares the gateway's channels, and two that do not. */
    @Test
    void appsWithTheSamePresenceChannelKnowNothingOfEachOther() {
        List<App> apps = List.of(SHARED, OWN, OTHER);
        List<PusherClient> clients = new ArrayList<>();
        for (App app : apps) {
            PusherClient client = PusherClient.connect(node, app);
            clients.add(client);
            client.signIn("{\"id\":\"ada\",\"watchlist\":[\"user-1\",\"user-2\",\"user-5\"]}");
            client.expect("pusher:signin_success");
            client.expect("pusher_internal:watchlist_events");
            String user = "user-" + app.id();
            assertThat(data(client.subscribe("presence-same", "{\"user_id\":\"" + user + "\"}")))
                    .isEqualTo(json("{\"presence\":{\"count\":1,\"ids\":[\"" + user + "\"],\"hash\":{\"" + user
                            + "\":null}}}"));
        }
        for (int i = 0; i < apps.size(); i++) {
            App app = apps.get(i);
            Pusher server = server(app);
            assertThat(json(server.get("/channels/presence-same/users").getMessage())
                            .path("users"))
                    .containsExactly(json("{\"id\":\"user-" + app.id() + "\"}"));
            assertThat(json(server.get("/channels", Map.of("filter_by_prefix", "presence-", "info", "user_count"))
                                    .getMessage())
                            .path("channels"))
                    .isEqualTo(json("{\"presence-same\":{\"user_count\":1}}"));
            try (PusherClient friend = PusherClient.connect(node, app)) {
                friend.subscribe("presence-same", "{\"user_id\":\"friend\"}");
                clients.get(i).expect("pusher_internal:member_added");
                friend.tell("presence-same", "client-hello", "1");
                clients.get(i).expect("client-hello");
                assertThat(server.trigger("presence-same", "told", 1).getHttpStatus())
                        .isEqualTo(200);
                clients.get(i).expect("told");
            }
            clients.get(i).expect("pusher_internal:member_removed");
        }
        for (App app : apps) {
            try (PusherClient watched = PusherClient.connect(node, app)) {
                watched.signIn("{\"id\":\"user-" + app.id() + "\"}");
                watched.expect("pusher:signin_success");
            }
        }
        for (PusherClient client : clients) {
            client.expect("pusher_internal:watchlist_events");
            client.expect("pusher_internal:watchlist_events");
        }
        assertThat(server(OWN).post("/users/ada/terminate_connections", "{}").getHttpStatus())
                .isEqualTo(200);
        assertThat(clients.get(1).line().closeCode()).isEqualTo(4009);
        clients.get(0).expectNothing();
        clients.get(2).expectNothing();
        clients.forEach(PusherClient::close);
        await().until(() -> json(server(OTHER).get("/channels").getMessage())
                .path("channels")
                .isEmpty());
    }
}
