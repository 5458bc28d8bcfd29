package io.milepost.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milepost.broker.TestBroker;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Kafka is away or slow: sockets stay, the node says so, a client that publishes is told so, and afterwards nothing is missing. */
class BrokerTroubleIT {
    private static final Duration GONE = Duration.ofSeconds(20);

    @Test
    void goneForTwentySecondsAndBack() {
        try (TestBroker kafka = TestBroker.start(Map.of());
                TroubleRig rig = TroubleRig.on(kafka.bootstrapServers(), Map.of())) {
            rig.awaitReady();
            assertThat(rig.publish()).isEqualTo("published");
            long went = System.nanoTime();
            kafka.stop();
            rig.awaitWaiting();
            assertThat(rig.publish()).isEqualTo("unavailable");
            await().atMost(GONE.multipliedBy(2)).until(() -> System.nanoTime() - went > GONE.toNanos());
            kafka.start();
            rig.awaitWell();
            rig.finish();
        }
    }

    @Test
    void slowIsNoTroubleAndSilentIs() {
        try (TestBroker kafka = TestBroker.start(Map.of());
                TroubleRig rig = TroubleRig.on(kafka.bootstrapServers(), Map.of())) {
            kafka.line().slow(150);
            long began = System.nanoTime();
            assertThat(rig.publish()).isEqualTo("published");
            assertThat(System.nanoTime() - began).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(300));
            rig.awaitMore();
            rig.awaitReady();
            kafka.line().hold();
            rig.awaitWaiting();
            assertThat(rig.publish()).isEqualTo("unavailable");
            kafka.line().release();
            rig.awaitWell();
            kafka.line().slow(0);
            rig.finish();
        }
    }
}
