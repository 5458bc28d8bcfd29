package io.milepost.bench.scenario;

import io.milepost.bench.load.Audience;
import io.milepost.bench.load.Speaker;
import io.milepost.bench.subject.Subject;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Deliveries to many subscribers, one event at a time, and at saturation: the highest rate that holds. */
public final class Deliveries implements Scenario {
    private static final Measure ALONE_CPU = Measure.less("one at a time, CPU µs each", 1);
    private static final Measure ALONE_P50 = Measure.less("p50 ms", 1);
    private static final Measure ALONE_P99 = Measure.less("p99 ms", 1);
    private static final Measure PER_CPU = Measure.more("at saturation, deliveries per CPU second", 0);
    private static final Measure MOST = Measure.more("deliveries/s", 0);
    private static final Measure MOST_P50 = Measure.less("p50 ms then", 1);
    private static final Measure MOST_P99 = Measure.less("p99 ms then", 1);
    private static final Measure LOAD = Measure.plain("load generator, % of its core", 0);
    private static final Measure PUBLISHER = Measure.plain("publisher, % of a core", 0);
    private static final Measure BROKER = Measure.plain("broker, % of a core", 0);
    private static final Measure LATE = Measure.plain("publisher's lag in ms where it was too much", 0);
    /** The rate that holds and the one that does not lie so close in the end. */
    private static final double PRECISION = 1.25;
    /** With so much of its core it would not have had enough for the next rate. */
    private static final double MOST_LOAD = 100 / PRECISION;
    /** Deliveries a second where looking for less makes no sense. */
    private static final double LEAST = 1_000;
    /** Until compilers have nothing to do for this audience. */
    private static final double WARM_UP_SECONDS = 15;

    private static final double ALONE_SECONDS = 8;

    private final PrintStream out;
    private final Shape shape;
    private final double alone;
    /** Deliveries a second to begin with. */
    private final double first;

    private final double warmUp;
    private final double seconds;

    private Deliveries(PrintStream out, Shape shape, double alone, double first, double warmUp, double seconds) {
        this.out = out;
        this.shape = shape;
        this.alone = alone;
        this.first = first;
        this.warmUp = warmUp;
        this.seconds = seconds;
    }

    /** One channel with 1,000 subscribers, looked at for so long at each rate. */
    public static Deliveries toAll(PrintStream out, double warmUp, double seconds) {
        return new Deliveries(out, new Shape(1, 1_000), 20, 250_000, warmUp, seconds);
    }

    /** 100 channels with 100 subscribers each. */
    public static Deliveries toSome(PrintStream out, double warmUp, double seconds) {
        return new Deliveries(out, new Shape(100, 100), 200, 40_000, warmUp, seconds);
    }

    /** 10,000 channels with one subscriber each. */
    public static Deliveries toOne(PrintStream out, double warmUp, double seconds) {
        return new Deliveries(out, new Shape(10_000, 1), 1_000, 5_000, warmUp, seconds);
    }

    @Override
    public String name() {
        return "fanout-%dx%d".formatted(shape.channels(), shape.subscribers());
    }

    @Override
    public String title() {
        return "%,d %s with %,d %s each"
                        .formatted(
                                shape.channels(),
                                shape.channels() == 1 ? "channel" : "channels",
                                shape.subscribers(),
                                shape.subscribers() == 1 ? "subscriber" : "subscribers")
                + ", %,.0f events a second for “one at a time”".formatted(alone);
    }

    @Override
    public List<Measure> measures() {
        return List.of(
                PER_CPU, MOST, MOST_P50, MOST_P99, ALONE_CPU, ALONE_P50, ALONE_P99, LOAD, PUBLISHER, BROKER, LATE);
    }

    @Override
    public List<Limit> limits() {
        return List.of(
                new Limit(
                        LOAD,
                        MOST_LOAD,
                        "†",
                        "The load generator took %.0f %% of its core or more: the next rate would have been too much for it, whatever it is for the server"
                                .formatted(MOST_LOAD)),
                new Limit(
                        LATE,
                        Step.MOST_P99_MICROS / 1e3,
                        "‡",
                        "Where it was too much, events went in more than %.0f ms late: publisher or what takes them was the limit, and may be no part of the server"
                                .formatted(Step.MOST_P99_MICROS / 1e3)));
    }

    @Override
    public Map<String, Double> run(Subject subject) throws InterruptedException {
        Map<String, Double> figures = new LinkedHashMap<>();
        try (Speaker speaker = subject.speaker(shape.keys(), EVENT_BYTES)) {
            Audience audience = shape.connect(subject);
            try {
                Step.of(subject, audience, speaker, 10 * alone, shape.subscribers(), WARM_UP_SECONDS, seconds);
                Step quiet = Step.of(subject, audience, speaker, alone, shape.subscribers(), warmUp, ALONE_SECONDS)
                        .complete();
                row("one at a time", quiet);
                figures.put(ALONE_CPU.name(), quiet.cpuMicros());
                figures.put(ALONE_P50.name(), quiet.millis(50));
                figures.put(ALONE_P99.name(), quiet.millis(99));
            } catch (RuntimeException | InterruptedException e) {
                audience.close();
                throw e;
            }
            saturate(subject, audience, speaker, figures);
        }
        return figures;
    }

    /**
     * Doubles the rate until it is too much, for those who are there and in the end are let go, then halves the distance between
     * what holds and what does not. Ends before, if what a rate has left behind is too much to wait for.
     */
    private void saturate(Subject subject, Audience there, Speaker speaker, Map<String, Double> figures)
            throws InterruptedException {
        double rate = first / shape.subscribers();
        double tooMuch = Double.POSITIVE_INFINITY;
        double held = 0;
        Audience audience = there;
        try {
            while (tooMuch > LEAST / shape.subscribers() && tooMuch > PRECISION * held) {
                Step step = step(subject, audience, speaker, rate);
                row(step.holds() ? "holds" : "too much", step);
                if (step.holds()) {
                    held = rate;
                    figures.put(PER_CPU.name(), 1e6 / step.cpuMicros());
                    figures.put(MOST.name(), step.delivered());
                    figures.put(MOST_P50.name(), step.millis(50));
                    figures.put(MOST_P99.name(), step.millis(99));
                    figures.put(LOAD.name(), step.percent().audience());
                    figures.put(PUBLISHER.name(), step.percent().publisher());
                    figures.put(BROKER.name(), step.percent().broker());
                } else {
                    tooMuch = rate;
                    figures.put(LATE.name(), Math.max(0, step.late() * 1e3));
                }
                if (step.account().isMoving()) {
                    out.println("  the search ends here: too much is still on its way");
                    return;
                }
                if (step.lost() > 0) {
                    // Who was cut off for being slow does not come back by themselves.
                    audience.close();
                    audience = shape.connect(subject);
                }
                rate = Double.isInfinite(tooMuch) ? rate * 2 : Math.sqrt((held == 0 ? rate / 4 : held) * tooMuch);
            }
        } finally {
            audience.close();
        }
    }

    private Step step(Subject subject, Audience audience, Speaker speaker, double rate) throws InterruptedException {
        return Step.of(subject, audience, speaker, rate, shape.subscribers(), warmUp, seconds);
    }

    /** Waits until nothing more has come for two seconds. */
    static void settle(Audience audience) {
        long before = -1;
        for (long now = audience.events(); now != before; now = audience.events()) {
            before = now;
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(2));
        }
    }

    private void row(String label, Step step) {
        out.printf("  %-14s %s%n", label, step);
        out.flush();
    }
}
