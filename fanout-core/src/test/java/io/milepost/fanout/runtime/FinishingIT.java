package io.milepost.fanout.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.milepost.fanout.contract.Rig;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a fan-out ends, and what it shows of itself before. */
class FinishingIT extends Edge {
    @Test
    void closingFinishesWhatIsUnderWayAndGivesBackTheRest() {
        for (String key : List.of("k1", "k2", "k3")) {
            rig.farSide().slow(key, Duration.ofSeconds(1));
        }
        rig.load().spread(600, Rig.STREAMS, 20);
        Rig.Started first = rig.start();
        await().atMost(SOON).until(() -> rig.farSide().arrivals().size() > 100);
        first.fanout().close();
        assertThat(rig.farSide().arrivals()).as("arrived when it was closed").hasSize((int)
                first.witness().seen().stream().distinct().count());
        assertThat(rig.farSide().arrivals()).hasSizeLessThan(600);
        for (String key : List.of("k1", "k2", "k3")) {
            rig.farSide().slow(key, Duration.ZERO);
        }
        rig.start();
        rig.awaitAll(SOON);
        rig.close();
        rig.ledger().checkOnceAndInOrder();
    }

    @Test
    void itShowsHowFarItIsAndWhatItDid() {
        rig.load().poison("activity", "k");
        rig.load().spread(100, Rig.STREAMS, 10);
        Rig.Started started = rig.start();
        rig.awaitAll(SOON);
        rig.awaitDeadLetters(1);
        SimpleMeterRegistry meters = started.meters();
        await().atMost(SOON)
                .until(() -> meters.get("milepost.fanout.delivered").counter().count() == 100);
        assertThat(meters.get("milepost.fanout.dead.letters")
                        .tag("code", "poison")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(meters.get("milepost.fanout.call").timer().count()).isGreaterThanOrEqualTo(100);
        directory.down(true);
        rig.load().spread(100, Rig.STREAMS, 10);
        await("lag grows").atMost(SOON).until(() -> sum(meters, "milepost.fanout.lag") >= 100);
        await("age grows").atMost(SOON).until(() -> most(meters, "milepost.fanout.age") > 1);
        await("health").atMost(SOON).until(() -> !started.fanout().health().ok());
        directory.down(false);
        rig.awaitAll(SOON).checkOnceAndInOrder();
        await("lag is made up for").atMost(SOON).until(() -> sum(meters, "milepost.fanout.lag") == 0);
        await("nothing is old").atMost(SOON).until(() -> most(meters, "milepost.fanout.age") == 0);
        assertThat(started.fanout().health().ok()).isTrue();
        started.fanout().close();
        assertThat(meters.getMeters()).as("meters of a fan-out that has ended").isEmpty();
    }

    private static double sum(SimpleMeterRegistry meters, String gauge) {
        return meters.get(gauge).gauges().stream().mapToDouble(Gauge::value).sum();
    }

    private static double most(SimpleMeterRegistry meters, String gauge) {
        return meters.get(gauge).gauges().stream()
                .mapToDouble(Gauge::value)
                .max()
                .orElse(0);
    }
}
