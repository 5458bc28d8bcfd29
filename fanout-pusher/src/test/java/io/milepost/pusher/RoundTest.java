package io.milepost.pusher;

import static io.milepost.pusher.Deliveries.activity;
import static io.milepost.pusher.Deliveries.deliver;
import static io.milepost.pusher.Deliveries.sink;
import static io.milepost.pusher.Deliveries.words;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.milepost.fanout.Delivery;
import io.milepost.fanout.FanoutSettings;
import io.milepost.fanout.Outcome;
import io.milepost.fanout.Sink;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Batches that do not go through as a whole. */
class RoundTest {
    private final List<String> taken = new ArrayList<>();
    private final FakePusher pusher = new FakePusher(FakePusher.ok());
    private final Sink sink = sink(pusher.settings());

    @AfterEach
    void close() {
        sink.close();
        pusher.close();
    }

    /** Answers by the ids of a call's events; what it takes, it takes as a whole. */
    private void answer(ToIntFunction<List<String>> status, String... headers) {
        pusher.behave(new FakePusher.Behaviour() {
            @Override
            public synchronized void answer(Request request, Socket socket) throws IOException {
                List<String> ids = request.told().stream()
                        .map(told -> told.parsed().get("n").asText())
                        .toList();
                int code = status.applyAsInt(ids);
                if (code == 200) {
                    taken.addAll(ids);
                }
                FakePusher.respond(socket, code, "{}", code == 200 ? new String[0] : headers);
            }
        });
    }

    private void poison(int status, Set<String> poisoned) {
        answer(ids -> ids.stream().anyMatch(poisoned::contains) ? status : 200);
    }

    private static List<Delivery> batch(String... teamsAndIds) {
        List<Delivery> batch = new ArrayList<>();
        for (String one : teamsAndIds) {
            batch.add(activity(one.substring(0, 1), one));
        }
        return batch;
    }

    @Test
    void thePoisonedEventIsFoundAndTheRestGoesOnInOrder() {
        for (int status : new int[] {400, 413, 422}) {
            taken.clear();
            poison(status, Set.of("a3"));
            assertThat(words(deliver(sink, batch("a1", "b1", "a2", "a3", "a4", "b2", "c1", "a5"))))
                    .containsExactly(
                            "delivered",
                            "delivered",
                            "delivered",
                            "rejected http-" + status,
                            "delivered",
                            "delivered",
                            "delivered",
                            "delivered");
            assertThat(taken).containsExactly("a1", "b1", "a2", "a4", "b2", "c1", "a5");
        }
    }

    @Test
    void aBatchOfPoisonEndsToo() {
        poison(400, Set.of("a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8", "a9", "a0"));
        assertThat(words(deliver(sink, batch("a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8", "a9", "a0"))))
                .hasSize(10)
                .containsOnly("rejected http-400");
        assertThat(pusher.requests()).hasSize(19);
    }

    @Test
    void behindWhatWasNotDeliveredItsLaneWaitsAndOthersGoOn() {
        // The whole is refused for x; then the half with a2 fails for now.
        answer(ids -> ids.contains("x1") ? 400 : ids.contains("a2") ? 503 : 200);
        assertThat(words(deliver(sink, batch("a1", "b1", "a2", "a3", "x1", "a4", "b2", "c1"))))
                .containsExactly(
                        "retry http-503",
                        "retry http-503",
                        "untried",
                        "untried",
                        "rejected http-400",
                        "untried",
                        "untried",
                        "delivered");
        assertThat(taken).containsExactly("c1");
    }

    @Test
    void aSecondCallDoesNotOvertakeTheFirst() {
        answer(ids -> ids.contains("a0") ? 500 : 200);
        List<Delivery> batch = new ArrayList<>(batch("a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8", "a9"));
        batch.addAll(batch("a10", "b1"));
        assertThat(words(deliver(sink, batch)))
                .endsWith("untried", "untried", "delivered")
                .startsWith("retry http-500");
        assertThat(taken).containsExactly("b1");
    }

    @Test
    void whoeverIsRefusedAltogetherSendsNothingMore() {
        answer(ids -> 401);
        List<Delivery> batch = batch("a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8", "a9", "b1", "b2");
        assertThat(words(deliver(sink, batch)))
                .startsWith("halted http-401", "untried")
                .endsWith("halted http-401", "untried");
        assertThat(pusher.requests()).hasSize(1);
    }

    @Test
    void whoeverIsAskedForPeaceSendsNothingMore() {
        answer(ids -> 429, "Retry-After: 3");
        List<Delivery> batch = batch("a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8", "a9", "b1");
        assertThat(words(deliver(sink, batch)))
                .startsWith("retry http-429", "untried")
                .endsWith("retry http-429");
        assertThat(pusher.requests()).hasSize(1);
    }

    @Test
    void whenTimeIsUpNoFurtherCallIsBegun() {
        Translator translator = new Translator(
                PusherSettings.read(new FanoutSettings("", pusher.settings())),
                Deliveries.context(pusher.settings(), new SimpleMeterRegistry()));
        List<Delivery> batch = batch("a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8", "a9", "a10", "b1");
        answer(ids -> 200);
        try (PusherApi api = new PusherApi(pusher.account())) {
            List<Outcome> outcomes =
                    new Round(api, translator, batch, Duration.ZERO).run().join();
            assertThat(words(outcomes)).startsWith("delivered").endsWith("delivered", "retry timeout", "retry timeout");
        }
        assertThat(pusher.requests()).hasSize(1);
    }

    @Test
    void eachAttemptIsSignedAnew() {
        answer(ids -> 503);
        deliver(sink, batch("a1"));
        String first = pusher.requests().get(0).query().get("auth_timestamp");
        long begun = System.currentTimeMillis() / 1000;
        org.awaitility.Awaitility.await().until(() -> System.currentTimeMillis() / 1000 > begun);
        deliver(sink, batch("a1"));
        assertThat(pusher.requests().get(1).query().get("auth_timestamp")).isNotEqualTo(first);
    }
}
