package io.milepost.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.channel.Streams;
import io.milepost.route.Route;
import io.milepost.route.Routes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Routes that change while a node runs: those who follow keep their place, and by every way of reading only the new ones count. */
class ChangedRoutesIT {
    private static final List<String> ANY = List.of();
    private static final Routes NO_AUDITS =
            Routes.of(List.of(Route.of(ANY, List.of("audit-*"), ANY, Set.of("pusher"))));

    /** More than a shard has yet to take when all that was published has been read. */
    private static final int TURNS = 20;

    private static TestNode node;

    @BeforeAll
    static void start() {
        Streams streams = Streams.of(TestNode.freshStreams().all().stream()
                .map(stream -> stream.name().equals("metrics") ? stream.latest() : stream)
                .toList());
        node = TestNode.on(streams, UnaryOperator.identity(), UnaryOperator.identity());
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @AfterEach
    void open() {
        change(Routes.NONE);
    }

    /** Returns when every shard goes by them: with each turn of its loop it takes something from the ring. */
    private static void change(Routes routes) {
        node.log().change(routes);
        CompletableFuture<Void> changed = new CompletableFuture<>();
        node.log().attach(Runnable::run, place -> changed.complete(null));
        changed.join();
        for (int turn = 0; turn < TURNS; turn++) {
            node.gateway().insight().reached("all shards are asked", 0, 0).join();
        }
    }

    /** Of the numbers, those of even ones are audits. */
    private static void publish(String stream, String key, int from, int to) {
        for (int n = from; n < to; n++) {
            node.publish(stream, key, n % 2 == 0 ? "audit-trail" : "logged", n);
        }
        node.settle();
    }

    private static List<Integer> numbers(TestClient client, int count) {
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            JsonNode frame = client.next();
            assertThat(frame.path("type").asText()).as(frame.toString()).isIn("audit-trail", "logged");
            numbers.add(frame.at("/data/n").asInt());
        }
        return numbers;
    }

    private static TestClient subscribed(String channel, String since) {
        TestClient client = node.connect("ada");
        client.send("{\"type\":\"subscribe\",\"channel\":\"" + channel + "\"" + since + "}");
        client.expect("subscribed");
        return client;
    }

    @Test
    void whoFollowsGoesOnWhereItStands() {
        try (TestClient client = subscribed("team-live", "")) {
            publish("activity", "live", 0, 4);
            assertThat(numbers(client, 4)).containsExactly(0, 1, 2, 3);
            long scans = node.log().stats().scans();
            change(NO_AUDITS);
            publish("activity", "live", 4, 8);
            assertThat(numbers(client, 2)).containsExactly(5, 7);
            change(Routes.NONE);
            publish("activity", "live", 8, 10);
            assertThat(numbers(client, 2)).containsExactly(8, 9);
            assertThat(client.drain()).isEmpty();
            assertThat(node.log().stats().scans())
                    .as("nothing had to be read again")
                    .isEqualTo(scans);
        }
    }

    @Test
    void thePastIsReadByTheRoutesThereAre() {
        publish("activity", "past", 0, 6);
        change(NO_AUDITS);
        try (TestClient client = subscribed("team-past", ",\"since\":\"earliest\"")) {
            assertThat(numbers(client, 3)).containsExactly(1, 3, 5);
            client.expect("live");
            client.send("{\"type\":\"history\",\"channel\":\"team-past\"}");
            assertThat(client.next().findValuesAsText("n")).containsExactly("5", "3", "1");
        }
        change(Routes.NONE);
        try (TestClient client = subscribed("team-past", ",\"since\":\"earliest\"")) {
            assertThat(numbers(client, 6)).containsExactly(0, 1, 2, 3, 4, 5);
            client.expect("live");
        }
    }

    @Test
    void presentValuesAreThoseThatTheRoutesTake() {
        publish("metrics", "m", 0, 4);
        change(NO_AUDITS);
        try (TestClient client = subscribed("metrics-m", "")) {
            assertThat(numbers(client, 1)).containsExactly(3);
            assertThat(client.drain()).isEmpty();
        }
        publish("metrics", "m", 4, 7);
        change(Routes.NONE);
        await().untilAsserted(() -> {
            try (TestClient client = subscribed("metrics-m", "")) {
                assertThat(client.drain())
                        .extracting(frame -> frame.at("/data/n").asInt())
                        .containsExactly(5, 6);
            }
        });
    }
}
