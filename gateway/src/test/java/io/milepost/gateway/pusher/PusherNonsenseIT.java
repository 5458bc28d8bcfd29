package io.milepost.gateway.pusher;

import static io.milepost.gateway.pusher.TestApps.SHARED;
import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.gateway.TestNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Clients of Pusher that say what makes no sense. */
class PusherNonsenseIT {
    private static TestNode node;

    @BeforeAll
    static void start() {
        node = TestApps.start();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    /** Pieces of what clients say, put together by chance: whatever comes of it, others are served. */
    @Test
    void noFrameIsTooStrange() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("PusherNonsenseIT: seed " + seed);
        Random random = new Random(seed);
        List<String> pieces = List.of(
                "{",
                "}",
                "\"",
                ":",
                ",",
                "[",
                "]",
                "\\",
                "\"event\":",
                "\"data\":",
                "\"channel\":",
                "\"pusher:subscribe\"",
                "\"pusher:unsubscribe\"",
                "\"pusher:signin\"",
                "\"client-x\"",
                "\"presence-x\"",
                "\"#server-to-user-1\"",
                "null",
                "1e999",
                "=41",
                "true",
                "\"auth\":",
                "\"key-1:0\"",
                "\"channel_data\":",
                "\"user_data\":",
                "\"since\":",
                "\u0000",
                "é");
        for (int line = 0; line < 10; line++) {
            try (PusherClient client = PusherClient.connect(node, SHARED)) {
                for (int frame = 0; frame < 100; frame++) {
                    client.line().send(strange(random, pieces));
                }
            } catch (CompletionException e) {
                // It was sent away.
            }
        }
        try (PusherClient client = PusherClient.connect(node, SHARED)) {
            client.subscribe("fine");
        }
    }

    private static String strange(Random random, List<String> pieces) {
        String name = List.of("pusher:subscribe", "pusher:signin", "pusher:unsubscribe", "client-x")
                .get(random.nextInt(4));
        StringBuilder frame = new StringBuilder(
                random.nextInt(3) == 0 ? "" : "{\"event\":\"" + name + "\",\"data\":{\"channel\":\"presence-x\",");
        for (int length = random.nextInt(12); length > 0; length--) {
            frame.append(pieces.get(random.nextInt(pieces.size())));
        }
        return frame.append(random.nextBoolean() ? "}}" : "").toString();
    }

    /** Addresses that end like those of Pusher's clients and are none. */
    @Test
    void aChannelThatIsCalledAppHasItsOwnAddresses() throws Exception {
        for (String path : List.of("events", "members")) {
            HttpRequest ask = HttpRequest.newBuilder(URI.create(node.http() + "/api/channels/app/" + path))
                    .build();
            assertThat(HttpClient.newHttpClient()
                            .send(ask, HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .as("without a token")
                    .isEqualTo(401);
        }
    }

    @Test
    void nonsenseIsAnsweredAndTheSocketStays() {
        try (PusherClient client = PusherClient.connect(node, SHARED)) {
            for (String frame :
                    List.of("nonsense", "[]", "{}", "{\"event\":\"x\"}", "{\"event\":\"pusher:subscribe\"}")) {
                client.line().send(frame);
                client.line().next();
            }
            client.subscribe("twice");
            client.ask("twice", "", null);
            assertThat(client.expect("pusher:error").path("data").path("code").isNull())
                    .isTrue();
            client.line().send("{\"event\":\"pusher:pong\"}");
            client.line().send("{\"event\":\"pusher:unsubscribe\",\"data\":{\"channel\":\"never\"}}");
            client.expectNothing();
        }
    }
}
