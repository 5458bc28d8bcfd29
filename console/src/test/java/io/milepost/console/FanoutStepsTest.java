package io.milepost.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.fanout.Position;
import io.milepost.fanout.deadletter.DeadLetter;
import io.milepost.fanout.deadletter.Origin;
import io.milepost.fanout.trail.TrailStep;
import io.milepost.fanout.trail.TrailStep.What;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FanoutStepsTest {
    private static final Position EVENT = new Position("activity", 1, 42);
    private static final Position LETTER = new Position("milepost.dlq", 0, 3);
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private static TrailStep step(What what, long after, @Nullable Position letter) {
        return new TrailStep("pusher", "/test", "e1", EVENT, "team-1", what, 1, "why", letter, NOON.plusSeconds(after));
    }

    private static DeadLetter letter(boolean redriven) {
        return new DeadLetter(
                LETTER,
                "pusher",
                new Origin("activity", 1, 42, 0),
                "1",
                null,
                Map.of(),
                "http-413",
                "",
                "too large",
                2,
                NOON.toString(),
                NOON.plusSeconds(5).toString(),
                redriven);
    }

    @Test
    void aDeadLetterIsTheSameOnTheTrailAndByItself() {
        List<TrailStep> trail = List.of(step(What.RETRIED, 1, null), step(What.DEAD_LETTER, 4, LETTER));
        JsonNode steps =
                new FanoutSteps(trail, List.of(letter(true)), true).json().at("/0/steps");
        assertThat(steps).hasSize(2);
        assertThat(steps.at("/1/letter/offset").asLong()).isEqualTo(3);
        assertThat(steps.at("/1/redriven").asBoolean()).isTrue();
    }

    @Test
    void theWholeSecondIsBeforeItsHalf() {
        TrailStep half = new TrailStep(
                "pusher", "/test", "e1", EVENT, "team-1", What.DELIVERED, 2, "200", null, NOON.plusMillis(5_500));
        JsonNode steps = new FanoutSteps(List.of(half), List.of(letter(false)), true)
                .json()
                .at("/0/steps");
        assertThat(steps.at("/0/what").asText()).isEqualTo("dead-letter");
        assertThat(steps.at("/1/what").asText()).isEqualTo("delivered");
    }

    @Test
    void withoutATrailThereAreTheDeadLetters() {
        JsonNode fanout =
                new FanoutSteps(List.of(), List.of(letter(false)), true).json().path(0);
        assertThat(fanout.path("fanout").asText()).isEqualTo("pusher");
        assertThat(fanout.at("/steps/0/detail").asText()).isEqualTo("http-413: too large");
        assertThat(fanout.at("/steps/0/attempt").asInt()).isEqualTo(2);
    }
}
