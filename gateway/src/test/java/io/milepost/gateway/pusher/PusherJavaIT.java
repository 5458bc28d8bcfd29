package io.milepost.gateway.pusher;

import static io.milepost.gateway.pusher.PusherClient.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.pusher.client.Pusher;
import com.pusher.client.PusherOptions;
import com.pusher.client.channel.PresenceChannel;
import com.pusher.client.connection.ConnectionState;
import com.pusher.rest.data.Event;
import com.pusher.rest.data.PresenceUser;
import com.pusher.rest.data.Result;
import io.milepost.gateway.TestClient;
import io.milepost.gateway.TestNode;
import io.milepost.gateway.pusher.App.Channels;
import io.milepost.gateway.pusher.App.Limits;
import io.milepost.gateway.pusher.App.Switches;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Pusher's own libraries for Java, for servers and for clients, which do not know where they are. */
class PusherJavaIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final App SHARED =
            new App("1", "key-1", "secret-1", Channels.SHARED, new Switches(true, true, true, true), Limits.DEFAULTS);
    private static final App OWN = new App("2", "key-2", "secret-2", Channels.OWN, Switches.DEFAULTS, Limits.DEFAULTS);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static TestNode node;

    private final List<Pusher> clients = new ArrayList<>();

    @BeforeAll
    static void start() {
        node = TestNode.start(
                UnaryOperator.identity(), config -> config.withApps(List.of(SHARED, OWN, TestApps.CLOSED)));
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @AfterEach
    void disconnect() {
        clients.forEach(Pusher::disconnect);
    }

    private static com.pusher.rest.Pusher server(App app) {
        String key = Base64.getEncoder().encodeToString("thirty-two-bytes-for-a-test-only".getBytes(UTF_8));
        com.pusher.rest.Pusher server = new com.pusher.rest.Pusher(app.id(), app.key(), app.secret(), key);
        server.setHost("127.0.0.1:" + node.gateway().port());
        return server;
    }

    /** A client that is connected, and that its app's server lets in wherever it asks, as this user. */
    private Pusher client(App app, String user) {
        PusherOptions options = new PusherOptions()
                .setHost("127.0.0.1")
                .setWsPort(node.gateway().port())
                .setUseTLS(false)
                .setUserAuthenticator(socketId -> "{\"auth\":\"" + app.key() + ":"
                        + Signature.of(app.secret(), socketId + "::user::{\"id\":\"" + user + "\"}")
                        + "\",\"user_data\":\"{\\\"id\\\":\\\"" + user + "\\\"}\"}")
                .setChannelAuthorizer((channel, socketId) -> channel.startsWith("presence-")
                        ? server(app).authenticate(socketId, channel, new PresenceUser(user, Map.of("name", user)))
                        : server(app).authenticate(socketId, channel));
        Pusher client = new Pusher(app.key(), options);
        clients.add(client);
        client.connect();
        await().atMost(PATIENCE).until(() -> client.getConnection().getState() == ConnectionState.CONNECTED);
        return client;
    }

    private static void assertTaken(Result result) {
        assertThat(result.getStatus()).as(result.getMessage()).isEqualTo(Result.Status.SUCCESS);
    }

    @Test
    void whatAServerPublishesReachesItsClientsAndNativeOnes() {
        HeardEvents heard = new HeardEvents();
        client(SHARED, "ada").subscribe("news", heard, "told");
        heard.awaitSubscribed("news");
        try (TestClient own = node.connect("grace")) {
            own.send("{\"type\":\"subscribe\",\"channel\":\"news\"}");
            own.expect("subscribed");
            assertTaken(server(SHARED).trigger("news", "told", Map.of("n", 1)));
            assertThat(heard.next().getData()).isEqualTo("{\"n\":1}");
            JsonNode event = own.expect("told");
            assertThat(event.path("data")).isEqualTo(json("{\"n\":1}"));
            assertThat(event.path("source").asText()).isEqualTo("/milepost/apps/1");
        }
    }

    @Test
    void aDomainEventComesToWhoHasBeenSignedForAndToNobodyElse() {
        HeardEvents closed = new HeardEvents();
        HeardEvents open = new HeardEvents();
        client(SHARED, "ada").subscribePrivate("private-team-123", closed, "activity-logged", "told");
        client(SHARED, "bob").subscribe("team-123", open, "activity-logged", "told");
        closed.awaitSubscribed("private-team-123");
        open.awaitSubscribed("team-123");
        node.publish("activity", "123", "activity-logged", 7);
        assertThat(closed.next().getData()).isEqualTo("{\"n\":7}");
        assertTaken(server(SHARED).trigger("team-123", "told", 1));
        assertThat(open.next().getEventName()).isEqualTo("told");
    }

    @Test
    void appsNeverHearEachOther() {
        HeardEvents shared = new HeardEvents();
        HeardEvents own = new HeardEvents();
        client(SHARED, "ada").subscribe("walls", shared, "told");
        client(OWN, "ada").subscribe("walls", own, "told");
        shared.awaitSubscribed("walls");
        own.awaitSubscribed("walls");
        assertTaken(server(SHARED).trigger("walls", "told", 1));
        assertTaken(server(OWN).trigger("walls", "told", 2));
        assertThat(shared.next().getData()).isEqualTo("1");
        assertThat(own.next().getData()).isEqualTo("2");
        assertThat(json(server(OWN).get("/channels").getMessage())
                        .path("channels")
                        .size())
                .isEqualTo(1);
    }

    @Test
    void manyChannelsAndManyEventsInOneCall() {
        HeardEvents heard = new HeardEvents();
        Pusher client = client(SHARED, "ada");
        List<String> names = IntStream.range(0, 100).mapToObj(i -> "many-" + i).toList();
        client.subscribe("many-0", heard, "told");
        client.subscribe("many-99", heard, "told");
        heard.awaitSubscribed("many-0");
        heard.awaitSubscribed("many-99");
        assertTaken(server(SHARED).trigger(names, "told", "all"));
        assertThat(List.of(heard.next().getChannelName(), heard.next().getChannelName()))
                .containsExactlyInAnyOrder("many-0", "many-99");
        assertTaken(server(SHARED)
                .trigger(IntStream.range(0, 10)
                        .mapToObj(i -> new Event("many-0", "told", i))
                        .toList()));
        for (int i = 0; i < 10; i++) {
            assertThat(heard.next().getData()).isEqualTo(String.valueOf(i));
        }
    }

    @Test
    void whoCausedAnEventDoesNotGetIt() {
        HeardEvents own = new HeardEvents();
        HeardEvents other = new HeardEvents();
        Pusher client = client(SHARED, "ada");
        client.subscribe("except", own, "told");
        client(SHARED, "bob").subscribe("except", other, "told");
        own.awaitSubscribed("except");
        other.awaitSubscribed("except");
        assertTaken(server(SHARED)
                .trigger("except", "told", "without", client.getConnection().getSocketId()));
        assertTaken(server(SHARED).trigger("except", "told", "with"));
        assertThat(other.next().getData()).isEqualTo("\"without\"");
        assertThat(own.next().getData()).isEqualTo("\"with\"");
    }

    @Test
    void encryptedEventsPassUntouched() {
        HeardEvents heard = new HeardEvents();
        client(SHARED, "ada").subscribePrivateEncrypted("private-encrypted-x", heard, "told");
        heard.awaitSubscribed("private-encrypted-x");
        assertTaken(server(SHARED).trigger("private-encrypted-x", "told", Map.of("secret", 1)));
        assertThat(heard.next().getData()).isEqualTo("{\"secret\":1}");
    }

    @Test
    void membersAreKnownToEachOtherAndToServers() {
        HeardEvents first = new HeardEvents();
        PresenceChannel channel = client(SHARED, "ada").subscribePresence("presence-here", first, "client-hello");
        first.awaitSubscribed("presence-here");
        HeardEvents second = new HeardEvents();
        PresenceChannel other = client(SHARED, "bob").subscribePresence("presence-here", second);
        second.awaitSubscribed("presence-here");
        await().atMost(PATIENCE)
                .until(() -> channel.getUsers().size() == 2 && other.getUsers().size() == 2);
        other.trigger("client-hello", "{\"a\":1}");
        assertThat(first.next().getUserId()).isEqualTo("bob");
        com.pusher.rest.Pusher server = server(SHARED);
        assertThat(json(server.get("/channels/presence-here/users").getMessage())
                        .path("users"))
                .containsExactlyInAnyOrder(json("{\"id\":\"ada\"}"), json("{\"id\":\"bob\"}"));
        assertThat(json(server.get("/channels/presence-here", Map.of("info", "user_count,subscription_count"))
                        .getMessage()))
                .isEqualTo(json("{\"occupied\":true,\"user_count\":2,\"subscription_count\":2}"));
        assertThat(json(server.get("/channels", Map.of("filter_by_prefix", "presence-here", "info", "user_count"))
                                .getMessage())
                        .path("channels"))
                .isEqualTo(json("{\"presence-here\":{\"user_count\":2}}"));
        clients.get(1).unsubscribe("presence-here");
        await().atMost(PATIENCE).until(() -> channel.getUsers().size() == 1);
    }

    @Test
    void aUserWhoSignsInIsReachedAndSentAway() throws IOException, InterruptedException {
        HeardEvents heard = new HeardEvents();
        Pusher client = client(SHARED, "eve");
        client.user().bind("for-you", heard);
        client.signin();
        await().atMost(PATIENCE).until(() -> "eve".equals(client.user().userId()));
        await().atMost(PATIENCE).untilAsserted(() -> {
            // The library has no method for it.
            assertTaken(server(SHARED)
                    .post("/events", "{\"name\":\"for-you\",\"channel\":\"#server-to-user-eve\",\"data\":\"1\"}"));
            assertThat(heard.hasHeard()).isTrue();
        });
        URI uri = server(SHARED).signedUri("POST", "/apps/1/users/eve/terminate_connections", "{}");
        HttpRequest request = HttpRequest.newBuilder(uri)
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build();
        assertThat(HTTP.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(200);
        await().atMost(PATIENCE).until(() -> client.getConnection().getState() == ConnectionState.DISCONNECTED);
    }

    @Test
    void whatIsWrongIsSaidWithItsStatus() {
        com.pusher.rest.Pusher server = server(SHARED);
        assertThat(server.trigger("news", "told", "x".repeat(11_000)).getHttpStatus())
                .isEqualTo(413);
        assertThat(server.trigger("news", "pusher:told", 1).getHttpStatus()).isEqualTo(400);
        assertThat(server.get("/channels/open", Map.of("info", "user_count")).getHttpStatus())
                .isEqualTo(400);
        assertThat(server.get("/channels", Map.of("info", "user_count")).getHttpStatus())
                .isEqualTo(400);
        assertThat(server.get("/channels/open/users").getHttpStatus()).isEqualTo(400);
        assertThat(server.post("/events", "{\"name\":\"a\",\"data\":\"1\",\"channels\":[\"a b\"]}")
                        .getHttpStatus())
                .isEqualTo(400);
        assertThat(server.post("/events", "nonsense").getHttpStatus()).isEqualTo(400);
        assertThat(with(new com.pusher.rest.Pusher("1", "key-1", "wrong"))
                        .trigger("a", "b", 1)
                        .getHttpStatus())
                .isEqualTo(401);
        assertThat(with(new com.pusher.rest.Pusher("1", "key-2", "secret-2"))
                        .trigger("a", "b", 1)
                        .getHttpStatus())
                .isEqualTo(401);
        assertThat(with(new com.pusher.rest.Pusher("3", "key-3", "secret-3"))
                        .trigger("a", "b", 1)
                        .getHttpStatus())
                .isEqualTo(403);
        assertThat(with(new com.pusher.rest.Pusher("9", "key-1", "secret-1"))
                        .trigger("a", "b", 1)
                        .getHttpStatus())
                .isEqualTo(404);
    }

    private static com.pusher.rest.Pusher with(com.pusher.rest.Pusher server) {
        server.setHost("127.0.0.1:" + node.gateway().port());
        return server;
    }

    @Test
    void anEventThatKafkaDidNotTakeIsNotTaken() {
        node.publishing(false);
        try {
            assertThat(server(SHARED).trigger("lost", "told", 1).getHttpStatus())
                    .isEqualTo(503);
        } finally {
            node.publishing(true);
        }
    }

    @Test
    void theLastEventOfACacheChannelIsToldToServersToo() {
        assertTaken(server(SHARED).trigger("cache-last", "told", "plain"));
        JsonNode told = json(server(SHARED)
                .get("/channels/cache-last", Map.of("info", "cache"))
                .getMessage());
        assertThat(told.path("occupied").asBoolean()).isFalse();
        assertThat(told.path("cache").path("data").asText()).isEqualTo("\"plain\"");
        assertThat(told.path("cache").path("ttl").asLong()).isBetween(1L, 1_800L);
        TestApps.publish(node, "cache-last", "pusher:error", "1", null);
        node.settle();
        assertThat(json(server(SHARED)
                        .get("/channels/cache-last", Map.of("info", "cache"))
                        .getMessage()))
                .as("what clients are told")
                .isEqualTo(json("{\"occupied\":false}"));
    }
}
