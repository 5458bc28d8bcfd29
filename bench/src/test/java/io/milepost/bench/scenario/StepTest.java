package io.milepost.bench.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milepost.bench.load.Audience;
import io.milepost.bench.load.Speaker;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** A step over real sockets: what it expects, and what it makes of what is missing or late. */
class StepTest {
    private static final Shape SHAPE = new Shape(1, 10);
    private static final double RATE = 200;
    private static final double WARM_UP = 0.1;
    private static final double SECONDS = 0.4;
    /** Of both. */
    private static final int EVENTS = 100;

    @Test
    void everythingIsExpectedAndWaitedForSoThatTheNextStepHasNothingOfIt() throws IOException, InterruptedException {
        try (LoopbackServer server = new LoopbackServer(0, 600);
                Speaker speaker = server.speaker(SHAPE.keys(), Scenario.EVENT_BYTES);
                Audience audience = SHAPE.connect(server)) {
            for (int i = 1; i <= 2; i++) {
                Step step = step(server, audience, speaker).complete();
                assertThat(step.account()).isEqualTo(new Account(EVENTS * 10, EVENTS * 10, false));
                assertThat(audience.events()).isEqualTo(EVENTS * 10L * i);
                // All of it came too late, and what came last counts.
                assertThat(step.millis(1)).isGreaterThan(550);
                assertThat(step.holds()).isFalse();
            }
        }
    }

    @Test
    void oneDeliveryOfAThousandThatIsMissingIsTooMuch() throws IOException, InterruptedException {
        try (LoopbackServer server = new LoopbackServer(70, 0);
                Speaker speaker = server.speaker(SHAPE.keys(), Scenario.EVENT_BYTES);
                Audience audience = SHAPE.connect(server)) {
            Step step = step(server, audience, speaker);
            assertThat(step.account()).isEqualTo(new Account(EVENTS * 10, EVENTS * 10 - 1, false));
            assertThat(step.holds()).isFalse();
            assertThatThrownBy(step::complete).hasMessageContaining("999 of 1,000 came");
        }
    }

    @Test
    void whatTheMachineWasNeededForStandsBesideIt() throws IOException, InterruptedException {
        try (LoopbackServer server = new LoopbackServer(0, 0);
                Speaker speaker = server.speaker(SHAPE.keys(), Scenario.EVENT_BYTES);
                Audience audience = SHAPE.connect(server)) {
            Usage percent = step(server, audience, speaker).percent();
            assertThat(percent.audience()).isBetween(0.0, 110.0);
            // Server and publisher are one process here; its clock ticks a hundred times a second.
            assertThat(percent.publisher()).isGreaterThan(-5);
            assertThat(percent.broker()).isNaN();
        }
    }

    private static Step step(LoopbackServer server, Audience audience, Speaker speaker) throws InterruptedException {
        return Step.of(server, audience, speaker, RATE, SHAPE.subscribers(), WARM_UP, SECONDS);
    }
}
