package io.milepost.bench.scenario;

import io.milepost.bench.load.Audience;
import io.milepost.bench.load.Speaker;
import io.milepost.bench.subject.Subject;
import java.util.List;
import java.util.Map;

/** Measures nothing: lets compilers find out what is worth compiling, in broker, subject and load generator. */
public final class WarmUp implements Scenario {
    private static final Shape SHAPE = new Shape(100, 10);
    private static final double RATE = 1_000;
    private static final double SECONDS = 45;

    @Override
    public String name() {
        return "warm-up";
    }

    @Override
    public String title() {
        return "%,.0f events a second over %s subscribers for %.0f s".formatted(RATE, SHAPE, SECONDS);
    }

    @Override
    public List<Measure> measures() {
        return List.of();
    }

    @Override
    public Map<String, Double> run(Subject subject) throws InterruptedException {
        try (Speaker speaker = subject.speaker(SHAPE.keys(), EVENT_BYTES);
                Audience audience = SHAPE.connect(subject)) {
            speaker.speak(RATE, SECONDS);
            Deliveries.settle(audience);
        }
        return Map.of();
    }
}
