package io.milepost.gateway.pusher;

import static io.milepost.gateway.pusher.PusherClient.data;
import static io.milepost.gateway.pusher.PusherClient.json;
import static io.milepost.gateway.pusher.TestApps.OWN;
import static io.milepost.gateway.pusher.TestApps.SHARED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.pusher.rest.Pusher;
import io.milepost.gateway.TestClient;
import io.milepost.gateway.TestNode;
import io.milepost.gateway.auth.TokenMint;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who Pusher's clients and servers are told is there, and who they are. */
class PusherMembersIT {
    private static TestNode node;

    @BeforeAll
    static void start() {
        node = TestApps.start();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static JsonNode ask(String path, Map<String, String> query) {
        Pusher server = new Pusher("1", "key-1", "secret-1");
        server.setHost("127.0.0.1:" + node.gateway().port());
        return json(server.get("/channels/presence-" + path, query).getMessage());
    }

    /** How many connections follow a channel, by the gateway's own API: the app does not count them. */
    private static int followers(String path) {
        HttpRequest ask = HttpRequest.newBuilder(URI.create(node.http() + "/api/channels/presence-" + path))
                .header("Authorization", "Bearer " + TestNode.token("ada", List.of("presence-*")))
                .build();
        return json(HttpClient.newHttpClient()
                        .sendAsync(ask, HttpResponse.BodyHandlers.ofString())
                        .join()
                        .body())
                .path("subscribers")
                .asInt();
    }

    private static String user(String id) {
        return JsonNodeFactory.instance.objectNode().put("user_id", id).toString();
    }

    /** Who waits for an answer follows the channel, and is seen by nobody. */
    @Test
    void whoIsNotSeenIsNoMember() {
        List<CompletableFuture<?>> waiting = Stream.of("ada", "eve")
                .<CompletableFuture<?>>map(user -> HttpClient.newHttpClient()
                        .sendAsync(
                                HttpRequest.newBuilder(URI.create(
                                                node.http() + "/api/channels/presence-unseen/events?wait=30"))
                                        .header(
                                                "Authorization",
                                                "Bearer " + TestNode.token(user, List.of("presence-*")))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString()))
                .toList();
        await().until(() -> followers("unseen") == 2);
        assertThat(ask("unseen", Map.of("info", "user_count"))).isEqualTo(json("{\"occupied\":true,\"user_count\":0}"));
        assertThat(ask("unseen/users", Map.of())).isEqualTo(json("{\"users\":[]}"));
        try (PusherClient ada = PusherClient.connect(node, SHARED);
                PusherClient bob = PusherClient.connect(node, SHARED)) {
            assertThat(data(ada.subscribe("presence-unseen", "{\"user_id\":\"ada\",\"user_info\":{\"name\":\"Ada\"}}")))
                    .isEqualTo(json(
                            "{\"presence\":{\"count\":1,\"ids\":[\"ada\"],\"hash\":{\"ada\":{\"name\":\"Ada\"}}}}"));
            assertThat(data(bob.subscribe("presence-unseen", user("bob")))
                            .path("presence")
                            .path("hash"))
                    .as("room for two, and whose info is told")
                    .isEqualTo(json("{\"ada\":{\"name\":\"Ada\"},\"bob\":null}"));
            assertThat(ask("unseen", Map.of("info", "user_count")))
                    .isEqualTo(json("{\"occupied\":true,\"user_count\":2}"));
            assertThat(followers("unseen")).isEqualTo(4);
            assertThat(ask("unseen/users", Map.of()).path("users"))
                    .containsExactlyInAnyOrder(json("{\"id\":\"ada\"}"), json("{\"id\":\"bob\"}"));
            ada.expect("pusher_internal:member_added");
            TestApps.publish(node, "presence-unseen", "done", "1", null);
            CompletableFuture.allOf(waiting.toArray(CompletableFuture<?>[]::new))
                    .join();
            ada.expect("done");
            ada.expectNothing();
        }
    }

    @Test
    void thereAreNoMoreMembersThanMayBeThoughTheyComeAtOnce() {
        List<PusherClient> clients = IntStream.range(0, 12)
                .mapToObj(i -> PusherClient.connect(node, SHARED))
                .toList();
        for (int i = 0; i < clients.size(); i++) {
            PusherClient client = clients.get(i);
            String signed = client.socketId() + ":presence-full:" + user("user-" + i);
            client.ask("presence-full", "key-1:" + Signature.of("secret-1", signed), user("user-" + i));
        }
        List<String> answers = new ArrayList<>();
        for (PusherClient client : clients) {
            JsonNode frame = client.line().next();
            while (frame.path("event").asText().contains(":member_")) {
                frame = client.line().next();
            }
            answers.add(frame.path("event").asText());
        }
        assertThat(answers.stream().filter("pusher_internal:subscription_succeeded"::equals))
                .hasSize(2);
        assertThat(answers.stream().filter("pusher:subscription_error"::equals)).hasSize(10);
        assertThat(ask("full", Map.of("info", "user_count"))).isEqualTo(json("{\"occupied\":true,\"user_count\":2}"));
        assertThat(followers("full")).isEqualTo(2);
        clients.forEach(PusherClient::close);
    }

    @Test
    void whoSomebodyIsHasItsBounds() {
        try (PusherClient client = PusherClient.connect(node, OWN)) {
            String most = "x".repeat(128);
            for (String bad : List.of(
                    user(most + "x"),
                    user(""),
                    "{\"user_id\":{}}",
                    "{}",
                    "nonsense",
                    "{\"user_id\":1,\"user_info\":{\"name\":\"" + "x".repeat(1_024) + "\"}}")) {
                String signed = client.socketId() + ":presence-bounds:" + bad;
                client.ask("presence-bounds", "key-2:" + Signature.of("secret-2", signed), bad);
                JsonNode error = client.expect("pusher:subscription_error").path("data");
                assertThat(error.path("type").asText()).isEqualTo("InvalidRequest");
                assertThat(error.path("error").asText()).startsWith("channel_data");
            }
            client.subscribe("presence-bounds", user(most));
            client.subscribe("presence-bounds-2", "{\"user_id\":12345678901234567890}");
            client.subscribe(
                    "presence-bounds-3", "{\"user_id\":1,\"user_info\":{\"name\":\"" + "x".repeat(1_024 - 11) + "\"}}");
            client.signIn("{\"id\":\"" + most + "x\"}");
            assertThat(client.expect("pusher:error")
                            .path("data")
                            .path("message")
                            .asText())
                    .startsWith("user_data: id of 1 to 128");
            client.signIn("{\"id\":\"" + most + "\"}");
            client.expect("pusher:signin_success");
        }
    }

    @Test
    void whoIsWatchedIsWhatWasSaidLast() {
        try (PusherClient ada = PusherClient.connect(node, OWN);
                PusherClient bob = PusherClient.connect(node, OWN);
                PusherClient eve = PusherClient.connect(node, OWN)) {
            ada.signIn("{\"id\":\"ada\",\"watchlist\":[\"bob\",\"ada\"]}");
            ada.expect("pusher:signin_success");
            ada.expect("pusher_internal:watchlist_events");
            ada.signIn("{\"id\":\"ada\",\"watchlist\":[\"eve\"]}");
            ada.expect("pusher:signin_success");
            assertThat(data(ada.expect("pusher_internal:watchlist_events")))
                    .isEqualTo(json("{\"events\":[{\"name\":\"offline\",\"user_ids\":[\"eve\"]}]}"));
            bob.signIn("{\"id\":\"bob\"}");
            bob.expect("pusher:signin_success");
            eve.signIn("{\"id\":\"eve\"}");
            eve.expect("pusher:signin_success");
            assertThat(data(ada.expect("pusher_internal:watchlist_events")))
                    .isEqualTo(json("{\"events\":[{\"name\":\"online\",\"user_ids\":[\"eve\"]}]}"));
            ada.signIn(watching(101));
            ada.expect("pusher:signin_success");
            JsonNode error = ada.expect("pusher:error").path("data");
            assertThat(error.path("code").asInt()).isEqualTo(4302);
            assertThat(error.path("message").asText()).contains("100");
            assertThat(data(ada.expect("pusher_internal:watchlist_events")).at("/events/0/user_ids"))
                    .as("the first of them are watched")
                    .hasSize(100)
                    .noneMatch(id -> id.asText().equals("w100"));
            eve.leave();
            ada.expectNothing();
            ada.signIn(watching(100));
            ada.expect("pusher:signin_success");
            assertThat(data(ada.expect("pusher_internal:watchlist_events")).at("/events/0/user_ids"))
                    .hasSize(100);
            bob.expectNothing();
        }
    }

    private static String watching(int users) {
        List<String> ids =
                IntStream.range(0, users).mapToObj(i -> "\"w" + i + "\"").toList();
        return "{\"id\":\"ada\",\"watchlist\":[" + String.join(",", ids) + "]}";
    }

    /** Who said something is told on presence channels, where members know each other, and nowhere else. */
    @Test
    void whoSaidSomethingIsToldAmongMembersAlone() {
        String token = new TokenMint(TestNode.SECRET)
                .mint(
                        Map.of(
                                "sub",
                                "grace",
                                "channels",
                                List.of("*", "presence-*", "private-*"),
                                "publish",
                                List.of("*", "presence-*", "private-*")),
                        Duration.ofMinutes(10));
        try (TestClient grace = TestClient.connect(node.ws() + "?token=" + token);
                PusherClient ada = PusherClient.connect(node, SHARED);
                PusherClient bob = PusherClient.connect(node, SHARED)) {
            ada.subscribe("said-by");
            ada.subscribe("private-said-by");
            ada.subscribe("presence-said-by", user("ada"));
            bob.subscribe("presence-said-by", user("bob"));
            bob.subscribe("private-said-by");
            ada.expect("pusher_internal:member_added");
            for (String name : List.of("said-by", "private-said-by", "presence-said-by")) {
                grace.send("{\"type\":\"publish\",\"channel\":\"" + name + "\",\"event\":\"note\",\"data\":1}");
                grace.expect("published");
                assertThat(ada.expect("note").path("user_id").asText())
                        .isEqualTo(name.startsWith("presence-") ? "grace" : "");
            }
            List.of("note", "note").forEach(bob::expect);
            for (String name : List.of("private-said-by", "presence-said-by")) {
                bob.tell(name, "client-note", "1");
                assertThat(ada.expect("client-note").path("user_id").asText())
                        .isEqualTo(name.startsWith("presence-") ? "bob" : "");
            }
        }
    }

    @Test
    void eventsMayBeCalledAnything() {
        try (PusherClient ada = PusherClient.connect(node, SHARED);
                PusherClient bob = PusherClient.connect(node, SHARED)) {
            ada.subscribe("private-names");
            bob.subscribe("private-names");
            for (String name : List.of("\"", "\\", "\u0000\u001f\n", "\u2028</script>", "🚶ä", "\"}{\"event\":\"x")) {
                String event = "client-" + name;
                bob.line()
                        .send(JsonNodeFactory.instance
                                .objectNode()
                                .put("event", event)
                                .put("channel", "private-names")
                                .put("data", name)
                                .toString());
                JsonNode heard = ada.expect(event);
                assertThat(heard.path("data").asText()).isEqualTo(name);
                assertThat(heard.size()).isEqualTo(3);
                TestApps.publish(node, "private-names", name, "1", null);
                ada.expect(name);
                bob.expect(name);
            }
        }
    }
}
