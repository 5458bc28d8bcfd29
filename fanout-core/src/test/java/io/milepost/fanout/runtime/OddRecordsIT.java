package io.milepost.fanout.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milepost.fanout.Delivery;
import io.milepost.fanout.Failure;
import io.milepost.fanout.Health;
import io.milepost.fanout.Outcome;
import io.milepost.fanout.contract.Arrival;
import io.milepost.fanout.contract.Letter;
import io.milepost.fanout.contract.Rig;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Records that are no events, or none to be delivered. */
class OddRecordsIT extends Edge {
    @Test
    void whatIsNoEventIsPutAsideAndHoldsNobodyUp() throws Exception {
        write(2, null, "k", "{\"half\":");
        write(2, null, "k", null);
        write(2, null, null, "{}");
        write(2, null, "not a key", "{}");
        write(2, null, "k", "{\"good\":true}");
        Rig.Started started = rig.start();
        await().atMost(SOON).until(() -> rig.farSide().arrivals().size() == 1);
        assertThat(rig.farSide().arrivals().get(0).key()).isEqualTo("k");
        assertThat(codes(4)).hasSize(4).containsOnly("undeliverable");
        assertThat(rig.deadLetters())
                .extracting(letter -> Letter.header(letter, "milepost_offset"))
                .containsExactlyInAnyOrder("0", "1", "2", "3");
        assertThat(rig.deadLetters())
                .extracting(letter -> Letter.header(letter, "milepost_attempts"))
                .containsOnly("0");
        assertThat(started.fanout().health()).matches(Health::ok);
    }

    @Test
    void whatIsAsLargeAsItsTopicAllowsIsPutAsideToo() throws Exception {
        // With the headers of a dead letter it is more than that.
        write(0, null, "k", "{" + "x".repeat(1_048_400));
        rig.start();
        assertThat(codes(1)).containsExactly("undeliverable");
    }

    @Test
    void aBufferOfOneIsEnough() throws Exception {
        for (int i = 0; i < 5; i++) {
            write(1, null, "k", "{}");
        }
        rig.start(Map.of("buffer", "1"));
        await().atMost(SOON).until(() -> rig.farSide().arrivals().size() == 5);
        write(1, null, "k", "{}");
        await().atMost(SOON).until(() -> rig.farSide().arrivals().size() == 6);
    }

    @Test
    void theLongestRecordThereCanBeIsPutAsideAndSentAgainToo() throws Exception {
        byte[] random = new byte[786_000];
        new Random(1).nextBytes(random);
        // As long as Kafka takes by default, and nothing that compression could shorten.
        write(1, null, "k", "no JSON " + Base64.getEncoder().encodeToString(random));
        write(1, null, "k", "{\"good\":true}");
        rig.start();
        await().atMost(SOON).until(() -> rig.farSide().arrivals().size() == 1);
        assertThat(codes(1)).containsExactly("undeliverable");
        assertThat(rig.deadLetters().get(0).value()).hasSizeGreaterThan(1_048_000);
        rig.redrive();
        assertThat(codes(2)).hasSize(2);
    }

    @Test
    void whatIsTooOldIsPutAsideUntried() throws Exception {
        long old = Instant.now().minus(Duration.ofHours(2)).toEpochMilli();
        write(1, old, "k", "{\"old\":1}");
        write(1, old, "k", "{\"old\":2}");
        write(1, null, "k", "{\"new\":3}");
        Rig.Started started = rig.start(Map.of("maxAge", "1h"));
        await().atMost(SOON).until(() -> rig.farSide().arrivals().size() == 1);
        assertThat(codes(2)).containsExactly("expired", "expired");
        assertThat(started.witness().seen()).hasSize(1);
    }

    @Test
    void whatIsSentAgainIsTheSameEventAsBefore() throws Exception {
        boolean[] mended = {false};
        long yesterday = Instant.now().minus(Duration.ofHours(20)).toEpochMilli();
        write(3, yesterday, "k", "{\"bare\":true}");
        Rig.Started started = rig.start(
                Map.of(),
                sink -> new Scripted(
                        sink,
                        (batch, real) -> mended[0]
                                ? real.deliver(batch)
                                : CompletableFuture.completedFuture(
                                        List.of(new Outcome.Rejected(Failure.of("not-yet", "not yet"))))));
        rig.awaitDeadLetters(1);
        mended[0] = true;
        rig.redrive();
        await().atMost(SOON).until(() -> rig.farSide().arrivals().size() == 1);
        List<Delivery> seen = started.witness().seen();
        assertThat(seen).extracting(Delivery::redriven).containsExactly(false, true);
        assertThat(seen).extracting(Delivery::position).containsOnly(seen.get(0).position());
        assertThat(seen)
                .extracting(Delivery::recordedAt)
                .containsOnly(seen.get(0).recordedAt());
        assertThat(seen).extracting(Delivery::event).containsOnly(seen.get(0).event());
        assertThat(rig.farSide().arrivals())
                .containsExactly(new Arrival("k", seen.get(0).event().id()));
    }
}
