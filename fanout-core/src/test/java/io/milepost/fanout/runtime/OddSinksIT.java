package io.milepost.fanout.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milepost.fanout.Delivery;
import io.milepost.fanout.Failure;
import io.milepost.fanout.Outcome;
import io.milepost.fanout.Sink;
import io.milepost.fanout.contract.Letter;
import io.milepost.fanout.contract.Rig;
import io.milepost.fanout.contract.Written;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Sinks that break their promises, and far sides that take nothing. */
class OddSinksIT extends Edge {
    @Test
    void whoBreaksAPromiseIsAskedAgain() {
        List<String> silent = List.of("never-1", "never-2", "never-3", "never-4", "never-5");
        for (int i = 0; i < 5; i++) {
            for (String key : List.of("throws", "fails", "few", "many", "null", "untried", "good")) {
                rig.load().good("activity", key);
            }
            silent.forEach(key -> rig.load().good("activity", key));
        }
        Set<String> unanswered = ConcurrentHashMap.newKeySet();
        unanswered.addAll(silent);
        // Longer than a busy machine takes for an answer, since what is answered later arrives twice.
        Rig.Started started = rig.start(
                Map.of("callTimeout", "5s", "breakerCalls", "1000"),
                sink -> new Scripted(
                        sink,
                        (batch, real) ->
                                unanswered.remove(batch.get(0).key()) ? new CompletableFuture<>() : odd(batch, real)));
        rig.awaitAll(SOON).checkOnceAndInOrder();
        assertThat(rig.deadLetters()).isEmpty();
        await().atMost(SOON).until(() -> started.fanout().health().ok());
    }

    private static CompletionStage<List<Outcome>> odd(List<Delivery> batch, Sink sink) {
        if (batch.get(0).attempt() > 1) {
            return sink.deliver(batch);
        }
        return switch (batch.get(0).key()) {
            case "throws" -> throw new IllegalStateException("thrown by the test's sink");
            case "fails" -> CompletableFuture.failedFuture(new IllegalStateException("failed by the test's sink"));
            case "few" -> CompletableFuture.completedFuture(List.of());
            case "many" -> CompletableFuture.completedFuture(List.of(Outcome.delivered(), Outcome.delivered()));
            case "null" -> CompletableFuture.completedFuture(null);
            case "untried" -> CompletableFuture.completedFuture(List.of(Outcome.untried()));
            default -> sink.deliver(batch);
        };
    }

    @Test
    void whoIsHaltedWaitsSaysSoAndGoesOnByItself() {
        directory.halted(true);
        rig.load().spread(200, Rig.STREAMS, 50);
        Rig.Started started = rig.start(Map.of("inFlight", "4", "retryAttempts", "2"));
        await().atMost(SOON).until(() -> started.fanout().health().detail().contains("halted"));
        assertThat(started.fanout().health().ok()).isFalse();
        int before = started.witness().seen().size();
        await().atMost(SOON).until(() -> started.witness().seen().size() > before + 2);
        assertThat(rig.farSide().arrivals()).isEmpty();
        directory.halted(false);
        rig.awaitAll(SOON).checkOnceAndInOrder();
        await().atMost(SOON).until(() -> started.fanout().health().ok());
        assertThat(rig.deadLetters()).isEmpty();
    }

    @Test
    void anEventThatAlwaysFailsIsPutAsideOnlyBesideOthersThatDoNot() {
        Written bad = rig.load().good("activity", "bad");
        // Behind it in its lane.
        rig.load().good("activity", "bad");
        Rig.Started started = rig.start(
                Map.of("retryAttempts", "3", "retryMost", "50ms"),
                sink -> new Scripted(
                        sink,
                        (batch, real) -> batch.get(0).event().id().equals(bad.id())
                                ? CompletableFuture.completedFuture(
                                        List.of(Outcome.retry(Failure.of("always", "never works"))))
                                : real.deliver(batch)));
        await().atMost(SOON).until(() -> started.witness().of(bad).size() > 8);
        assertThat(rig.deadLetters()).as("while nothing else is delivered").isEmpty();
        rig.load().steadily(50, List.of("goal"), 10);
        assertThat(codes(1)).containsExactly("always");
        rig.load().stop();
        assertThat(Letter.header(rig.deadLetters().get(0), "ce_id")).isEqualTo(bad.id());
        await("all others arrive")
                .atMost(SOON)
                .until(() -> rig.ledger().missing().equals(Set.of(bad.id())));
        rig.close();
        assertThat(rig.ledger().doubles()).isEmpty();
        assertThat(rig.ledger().missing()).containsExactly(bad.id());
    }

    @Test
    void batchesKeepLanesInOrderAndApart() {
        Set<String> out = ConcurrentHashMap.newKeySet();
        List<String> broken = new CopyOnWriteArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            String key = "k" + i % 13;
            if (i % 40 == 39) {
                rig.load().poison("activity", key);
            } else {
                rig.load().good("activity", key);
            }
        }
        Rig.Started started = rig.start(
                Map.of("batch", "20", "inFlight", "4"),
                sink -> new Scripted(sink, (batch, real) -> {
                    Set<String> lanes =
                            Set.copyOf(batch.stream().map(Delivery::lane).toList());
                    lanes.stream().filter(lane -> !out.add(lane)).forEach(broken::add);
                    if (batch.size() > 20) {
                        broken.add("a batch of " + batch.size());
                    }
                    CompletableFuture<List<Outcome>> told = new CompletableFuture<>();
                    real.deliver(batch).thenAccept(outcomes -> {
                        out.removeAll(lanes);
                        told.complete(outcomes);
                    });
                    return told;
                }));
        rig.awaitAll(SOON).checkOnceAndInOrder();
        assertThat(rig.awaitDeadLetters(25)).hasSize(25);
        assertThat(broken).isEmpty();
        assertThat(started.witness().seen().size()).isGreaterThanOrEqualTo(1_000);
    }
}
