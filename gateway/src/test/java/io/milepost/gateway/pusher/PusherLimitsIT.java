package io.milepost.gateway.pusher;

import static io.milepost.gateway.pusher.TestApps.OWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.gateway.TestClient;
import io.milepost.gateway.TestNode;
import io.milepost.gateway.limit.NodeLimits;
import io.milepost.gateway.pusher.App.Channels;
import io.milepost.gateway.pusher.App.Limits;
import io.milepost.gateway.pusher.App.Switches;
import io.milepost.gateway.session.SessionLimits;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What Pusher's clients may not, and the numbers in which they are told so. */
class PusherLimitsIT {
    private static final App SMALL =
            new App("6", "key-6", "secret-6", Channels.OWN, Switches.DEFAULTS, new Limits(2, 10, 100, 10_240));
    private static final App SECURE = new App(
            "7", "key-7", "secret-7", Channels.OWN, new Switches(true, true, true, true, true, true), Limits.DEFAULTS);
    private static final App FORGETFUL = new App(
            "8",
            "key-8",
            "secret-8",
            Channels.OWN,
            new Switches(true, true, true, true, false, false),
            Limits.DEFAULTS);
    private static final int SUBSCRIPTIONS = 90;
    private static final int CONNECTIONS = 20;
    private static TestNode node;

    @BeforeAll
    static void start() {
        SessionLimits usual = SessionLimits.DEFAULTS;
        node = TestNode.start(
                UnaryOperator.identity(),
                config -> config.withApps(List.of(OWN, SMALL, SECURE, FORGETFUL))
                        .withSessions(new SessionLimits(
                                SUBSCRIPTIONS,
                                0,
                                usual.authTimeout(),
                                usual.waitingFrames(),
                                usual.pingAfter(),
                                usual.silence(),
                                usual.grace()))
                        .withLimits(new NodeLimits(CONNECTIONS, 0, 0, 0, false, Set.of("127.0.0.1"))));
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void anAppHasNoMoreConnectionsThanItMayThoughTheyComeAtOnce() {
        List<CompletableFuture<TestClient>> dialling = Stream.generate(
                        () -> CompletableFuture.supplyAsync(() -> PusherClient.dial(node, "/app/key-6?protocol=7")))
                .limit(8)
                .toList();
        List<TestClient> in = new ArrayList<>();
        for (CompletableFuture<TestClient> one : dialling) {
            TestClient line = one.orTimeout(30, TimeUnit.SECONDS).join();
            JsonNode said = line.next();
            if (said.path("event").asText().equals("pusher:connection_established")) {
                in.add(line);
            } else {
                assertThat(said.at("/data/code").asInt()).isEqualTo(4004);
                assertThat(line.closeCode()).isEqualTo(4004);
            }
        }
        assertThat(in).hasSize(2);
        in.get(0).close();
        await().untilAsserted(() -> {
            try (TestClient next = PusherClient.dial(node, "/app/key-6?protocol=7")) {
                assertThat(next.next().path("event").asText()).isEqualTo("pusher:connection_established");
            }
        });
        in.get(1).close();
    }

    @Test
    void anAppThatKeepsNoPlacesRefusesThePathOfThem() {
        try (TestClient line = PusherClient.dial(node, "/resume/phone/app/key-8?protocol=7")) {
            assertThat(line.next().at("/data/code").asInt()).isEqualTo(4005);
            assertThat(line.closeCode()).isEqualTo(4005);
        }
        PusherClient.connect(node, FORGETFUL).close();
    }

    @Test
    void aNodeThatIsFullSaysSoBeforeTheUpgrade() {
        List<TestClient> lines = new ArrayList<>();
        try {
            assertThatThrownBy(() -> {
                        while (lines.size() <= CONNECTIONS) {
                            lines.add(PusherClient.dial(node, "/app/key-2?protocol=7"));
                        }
                    })
                    .rootCause()
                    .hasMessageContaining("503");
        } finally {
            lines.forEach(TestClient::close);
        }
        await().ignoreExceptions().until(() -> {
            PusherClient.connect(node, OWN).close();
            return true;
        });
    }

    @Test
    void anAppThatWantsTlsSaysSo() {
        TestClient line = PusherClient.dial(node, "/app/key-7?protocol=7");
        assertThat(line.next().at("/data/code").asInt()).isEqualTo(4000);
        assertThat(line.closeCode()).isEqualTo(4000);
        assertThat(firstFrame("https")).contains("pusher:connection_established");
        assertThat(firstFrame("http")).contains("4000");
    }

    /** What comes first by a proxy that says how its client came. */
    private static String firstFrame(String scheme) {
        CompletableFuture<String> first = new CompletableFuture<>();
        WebSocket socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .header("X-Forwarded-Proto", scheme)
                .buildAsync(
                        URI.create(node.http().replace("http", "ws") + "/app/key-7?protocol=7"),
                        new WebSocket.Listener() {
                            @Override
                            public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
                                first.complete(data.toString());
                                return null;
                            }
                        })
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
        try {
            return first.orTimeout(30, TimeUnit.SECONDS).join();
        } finally {
            socket.abort();
        }
    }

    @Test
    void aPathThatIsNoneIsToldOnTheSocket() {
        for (String path : List.of("/app", "/app/", "/some/app", "/app/key-2/more", "/resume/app/key-2/x")) {
            TestClient line = PusherClient.dial(node, path + "?protocol=7");
            assertThat(line.next().at("/data/code").asInt()).as(path).isEqualTo(4005);
            assertThat(line.closeCode()).isEqualTo(4005);
        }
    }

    @Test
    void aConnectionFollowsAsManyChannelsAsIsSaidAndNoMore() {
        try (PusherClient client = PusherClient.connect(node, OWN)) {
            List<String> channels = Stream.iterate(0, i -> i + 1)
                    .limit(SUBSCRIPTIONS)
                    .map(i -> "many-" + i)
                    .toList();
            channels.forEach(name -> client.ask(name, "", null));
            for (int i = 0; i < SUBSCRIPTIONS; i++) {
                awaitAnswer(client, "pusher_internal:subscription_succeeded");
            }
            client.ask("one-more", "", null);
            JsonNode error = awaitAnswer(client, "pusher:subscription_error").path("data");
            assertThat(error.path("type").asText()).isEqualTo("LimitReached");
            assertThat(error.path("error").asText()).contains("limits.subscriptions", "at most " + SUBSCRIPTIONS);
            client.say("pusher:unsubscribe", PusherClient.json("{\"channel\":\"many-0\"}"));
            client.ask("one-more", "", null);
            awaitAnswer(client, "pusher_internal:subscription_succeeded");
        }
    }

    /** Counts come between. */
    private static JsonNode awaitAnswer(PusherClient client, String event) {
        JsonNode frame = client.line().next();
        while (frame.path("event").asText().equals("pusher_internal:subscription_count")) {
            frame = client.line().next();
        }
        assertThat(frame.path("event").asText()).as(frame.toString()).isEqualTo(event);
        return frame;
    }

    /** Whoever wants its place kept has as many channels as there is room for. */
    @Test
    void aClientThatComesBackIsToldHowMuchIsKeptOfIt() {
        try (PusherClient client = PusherClient.connect(node, OWN, "/resume/many/app/key-2?protocol=7")) {
            for (int i = 0; i < SUBSCRIPTIONS; i++) {
                client.ask("kept-" + "x".repeat(60) + i, "", null);
            }
            int followed = 0;
            for (int answers = 0; answers < SUBSCRIPTIONS; ) {
                JsonNode frame = client.line().next();
                String event = frame.path("event").asText();
                if (event.equals("pusher:subscription_error")) {
                    assertThat(frame.at("/data/type").asText()).isEqualTo("LimitReached");
                    assertThat(frame.at("/data/error").asText()).contains("4096 bytes");
                }
                followed += event.equals("pusher_internal:subscription_succeeded") ? 1 : 0;
                answers += event.equals("pusher_internal:subscription_count") ? 0 : 1;
            }
            assertThat(followed).isBetween(30, 60);
        }
    }
}
