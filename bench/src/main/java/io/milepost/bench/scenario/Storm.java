package io.milepost.bench.scenario;

import io.milepost.bench.load.Audience;
import io.milepost.bench.load.Manner;
import io.milepost.bench.load.Speaker;
import io.milepost.bench.subject.Subject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.HdrHistogram.Histogram;

/** Everybody has gone, has missed something, and comes back at once for it. */
public final class Storm implements Scenario {
    private static final Shape SHAPE = new Shape(100, 100);
    private static final int MISSED = 100;
    private static final double RATE = 2_000;
    private static final int WINDOW = 500;
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);
    private static final long CALM = TimeUnit.SECONDS.toNanos(4);
    private static final long STANDSTILL = TimeUnit.SECONDS.toNanos(15);
    private static final Measure ALL = Measure.less("seconds until the last was whole", 2);
    private static final Measure MEDIAN = Measure.less("until half of them were", 2);
    private static final Measure CPU = Measure.less("CPU seconds", 1);
    private static final Measure WHOLE = Measure.more("clients that got all they had missed", 0);

    private final boolean cold;

    private Storm(boolean cold) {
        this.cold = cold;
    }

    /** To the process where they were. */
    public static Storm hot() {
        return new Storm(false);
    }

    /** To one that has just started. */
    public static Storm cold() {
        return new Storm(true);
    }

    @Override
    public String name() {
        return cold ? "storm-cold" : "storm-hot";
    }

    @Override
    public String title() {
        return "%,d clients on %d channels come back for the %d events that each has missed, to a process %s"
                .formatted(
                        SHAPE.connections(),
                        SHAPE.channels(),
                        MISSED,
                        cold ? "that has just started" : "where they were, for the second time");
    }

    @Override
    public List<Measure> measures() {
        return List.of(ALL, MEDIAN, CPU, WHOLE);
    }

    @Override
    public Map<String, Double> run(Subject subject) throws InterruptedException {
        Optional<Function<String, Manner>> returning;
        try (Speaker speaker = subject.speaker(SHAPE.keys(), EVENT_BYTES);
                Audience witnesses = new Shape(SHAPE.channels(), 1).connect(subject)) {
            speaker.speak(RATE, 1);
            Deliveries.settle(witnesses);
            SHAPE.connect(subject).close();
            returning = subject.returning(SHAPE.keys());
            if (returning.isEmpty()) {
                return Map.of();
            }
            speaker.speak(RATE, SHAPE.channels() * MISSED / RATE);
            Deliveries.settle(witnesses);
        }
        Function<String, Manner> manners = returning.get();
        List<Manner> all = new ArrayList<>();
        SHAPE.keys().forEach(key -> all.addAll(Collections.nCopies(SHAPE.subscribers(), manners.apply(key))));
        // Nobody comes back in the order of channels.
        Collections.shuffle(all, new Random(1));
        if (cold) {
            subject.restart();
        } else {
            rush(subject, all);
            // Until it has noticed that they are gone.
            LockSupport.parkNanos(CALM);
        }
        return rush(subject, all);
    }

    private static Map<String, Double> rush(Subject subject, List<Manner> manners) throws InterruptedException {
        Map<String, Double> figures = new LinkedHashMap<>();
        double cpu = subject.cpuSeconds();
        try (Audience audience = Audience.rush(subject.address(), manners, WINDOW, MISSED)) {
            awaitWhole(audience);
            Histogram after = audience.wholeAfter();
            figures.put(WHOLE.name(), (double) audience.whole());
            figures.put(CPU.name(), subject.cpuSeconds() - cpu);
            if (audience.whole() == audience.size()) {
                figures.put(ALL.name(), after.getMaxValue() / 1e6);
                figures.put(MEDIAN.name(), after.getValueAtPercentile(50) / 1e6);
            }
        }
        return figures;
    }

    /** Until all have what they want, or nothing has come for a while. */
    private static void awaitWhole(Audience audience) {
        long began = System.nanoTime();
        long moved = began;
        long events = 0;
        while (audience.whole() < audience.size()
                && System.nanoTime() - began < PATIENCE
                && System.nanoTime() - moved < STANDSTILL) {
            if (audience.events() > events) {
                events = audience.events();
                moved = System.nanoTime();
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }
}
