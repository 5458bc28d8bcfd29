package io.milepost.fanout.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milepost.channel.Streams;
import io.milepost.fanout.Failure;
import io.milepost.fanout.FanoutSettings;
import io.milepost.fanout.SinkDefaults;
import io.milepost.fanout.deadletter.DeadLetterTopics;
import io.milepost.fanout.runtime.Valve.Trouble;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is said of a far side while nothing goes out. */
class ValveTest {
    private static final Failure DOWN = Failure.of("down", "takes nothing");
    private static final Failure REFUSED = Failure.of("http-401", "not for us");
    private static final int CALLS = 4;

    private final Valve valve = new Valve(
            "test",
            SinkConfig.read(
                    new FanoutSettings("test.", Map.of("breakerCalls", "" + CALLS, "breakerMost", "10ms")),
                    "test",
                    SinkDefaults.ONE_BY_ONE,
                    Streams.DEFAULTS,
                    Map.of(),
                    DeadLetterTopics.DEFAULTS));

    @Test
    void aCallThatWorksLateLeavesTheReasonWhyNothingGoesOut() {
        for (int i = 0; i < CALLS; i++) {
            valve.failed(DOWN, Duration.ZERO, true, System.nanoTime());
        }
        valve.worked(1);
        assertThat(valve.isTripped()).isTrue();
        assertThat(valve.trouble()).isEqualTo(new Trouble(DOWN, false));
    }

    @Test
    void whereNothingWaitsAnyMoreABreakerThatOpenedWithTheLastCallCloses() {
        for (int i = 0; i < CALLS / 2; i++) {
            valve.failed(DOWN, Duration.ZERO, true, System.nanoTime());
        }
        for (int i = 0; i < CALLS / 2; i++) {
            valve.worked(1);
        }
        assertThat(valve.isTripped()).as("half of the calls failed").isTrue();
        assertThat(valve.trouble()).isEqualTo(new Trouble(DOWN, false));
        await().until(() -> !valve.isShut(System.nanoTime()));
        valve.rest();
        assertThat(valve.isTripped()).isFalse();
        assertThat(valve.trouble()).isNull();
    }

    @Test
    void whoIsHaltedIsSoUntilSomethingGoesOutAgain() {
        valve.halt(REFUSED);
        valve.worked(1);
        valve.failed(DOWN, Duration.ZERO, false, System.nanoTime());
        assertThat(valve.isTripped()).isTrue();
        assertThat(valve.isHalted()).isTrue();
        assertThat(valve.trouble()).isEqualTo(new Trouble(DOWN, true));
        await().until(() -> !valve.isShut(System.nanoTime()));
        valve.rest();
        assertThat(valve.isHalted()).isTrue();
    }

    @Test
    void whatHasFailedOnceIsOverWithTheNextCallThatWorks() {
        valve.failed(DOWN, Duration.ZERO, true, System.nanoTime());
        assertThat(valve.trouble()).isEqualTo(new Trouble(DOWN, false));
        valve.worked(1);
        assertThat(valve.trouble()).isNull();
    }
}
