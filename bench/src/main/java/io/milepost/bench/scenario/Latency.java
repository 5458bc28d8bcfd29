package io.milepost.bench.scenario;

import io.milepost.bench.load.Audience;
import io.milepost.bench.load.Speaker;
import io.milepost.bench.subject.Subject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** How long an event is on its way, at a rate that is no trouble to anybody. */
public final class Latency implements Scenario {
    private static final Shape SHAPE = new Shape(100, 10);
    private static final double RATE = 1_000;
    /** Compilers begin anew when an audience has left and another one comes, in load generator and subject. */
    private static final double WARM_UP_SECONDS = 20;

    private static final double SECONDS = 12;
    private static final Measure P50 = Measure.less("p50 ms from when it was due", 2);
    private static final Measure P99 = Measure.less("p99 ms", 2);
    private static final Measure P999 = Measure.less("p99.9 ms", 1);
    private static final Measure ACK_P50 = Measure.less("p50 ms from the acknowledgement", 2);
    private static final Measure ACK_P99 = Measure.less("p99 ms from it", 2);
    private static final Measure CPU = Measure.less("CPU µs each", 1);

    @Override
    public String name() {
        return "latency";
    }

    @Override
    public String title() {
        return "%,.0f events a second over %s subscribers".formatted(RATE, SHAPE);
    }

    @Override
    public List<Measure> measures() {
        return List.of(P50, P99, P999, ACK_P50, ACK_P99, CPU);
    }

    @Override
    public Map<String, Double> run(Subject subject) throws InterruptedException {
        Map<String, Double> figures = new LinkedHashMap<>();
        try (Speaker speaker = subject.speaker(SHAPE.keys(), EVENT_BYTES);
                Audience audience = SHAPE.connect(subject)) {
            Step step = Step.of(subject, audience, speaker, RATE, SHAPE.subscribers(), WARM_UP_SECONDS, SECONDS)
                    .complete();
            figures.put(P50.name(), step.millis(50));
            figures.put(P99.name(), step.millis(99));
            figures.put(P999.name(), step.millis(99.9));
            figures.put(CPU.name(), step.cpuMicros());
            audience.countFrom(speaker.acknowledgements());
            speaker.speak(RATE, 1);
            audience.takeLatencies();
            speaker.speak(RATE, SECONDS);
            Histogram sinceThen = audience.takeLatencies();
            figures.put(ACK_P50.name(), sinceThen.getValueAtPercentile(50) / 1e3);
            figures.put(ACK_P99.name(), sinceThen.getValueAtPercentile(99) / 1e3);
        }
        return figures;
    }
}
