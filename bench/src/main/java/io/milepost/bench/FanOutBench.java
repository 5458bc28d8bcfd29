package io.milepost.bench;

import io.milepost.bench.load.Audience;
import io.milepost.bench.load.Speaker;
import io.milepost.bench.subject.Ours;
import io.milepost.bench.subject.Setting;
import io.milepost.bench.subject.Subject;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/** Deliveries from one event loop to many subscribers of one channel: one event at a time, and at saturation. */
public final class FanOutBench {
    private static final int SUBSCRIBERS = 1_000;
    private static final int EVENT_BYTES = 300;
    private static final String KEY = "bench";
    private static final double MOST_P99_MICROS = 250_000;
    private static final double WARM_UP_SECONDS = 3;
    private static final double SECONDS = 6;
    /** The rate that holds and the one that does not lie so close in the end. */
    private static final double PRECISION = 1.1;
    /** Events a second to begin with, and where looking for less makes no sense. */
    private static final double FIRST = 250;

    private static final double LEAST = 5;

    private final PrintStream out;
    private final String token;

    /**
     * A benchmark.
     *
     * @param out where the rows go
     * @param token one that the gateway takes, made with {@link #secret}
     */
    public FanOutBench(PrintStream out, String token) {
        this.out = out;
        this.token = token;
    }

    /** What the gateway under test takes tokens by. */
    public static String secret() {
        return Setting.secret();
    }

    /** What one step showed. */
    private record Step(
            double offered, double delivered, double cpuMicros, Histogram latency, long demoted, long lost) {
        boolean holds() {
            return demoted == 0
                    && lost == 0
                    && delivered > 0.97 * offered
                    && latency.getValueAtPercentile(99) <= MOST_P99_MICROS;
        }
    }

    /** Runs and prints. */
    public void run() throws IOException, InterruptedException {
        try (Subject subject = Ours.natively(token)) {
            run(subject);
        }
    }

    /** The same with clients of Pusher. */
    public void runAsPusher() throws IOException, InterruptedException {
        try (Subject subject = Ours.asPusher()) {
            run(subject);
        }
    }

    /** The same of any server. */
    void run(Subject subject) throws InterruptedException {
        out.printf(
                "%s: %d subscribers of one channel, events of %d bytes, one event loop%n",
                subject.name(), SUBSCRIBERS, EVENT_BYTES);
        try (Speaker speaker = subject.speaker(List.of(KEY), EVENT_BYTES)) {
            Audience audience = audience(subject);
            step(subject, audience, speaker, 200);
            row("one at a time", step(subject, audience, speaker, 20));
            saturate(subject, audience, speaker);
        }
    }

    private static Audience audience(Subject subject) throws InterruptedException {
        return Audience.connect(subject.address(), Collections.nCopies(SUBSCRIBERS, subject.manner(KEY)));
    }

    /** Doubles the rate until it is too much, for those who are there and in the end are let go, then halves the distance between what holds and what does not. */
    private void saturate(Subject subject, Audience first, Speaker speaker) throws InterruptedException {
        double rate = FIRST;
        double tooMuch = Double.POSITIVE_INFINITY;
        Step best = null;
        Audience audience = first;
        try {
            while (tooMuch > LEAST && (best == null || tooMuch > PRECISION * best.offered() / SUBSCRIBERS)) {
                Step step = step(subject, audience, speaker, rate);
                row(step.holds() ? "holds" : "too much", step);
                if (step.holds()) {
                    best = step;
                } else {
                    tooMuch = rate;
                    settle(audience);
                }
                if (step.lost() > 0) {
                    // Who was cut off for being slow does not come back by themselves.
                    audience.close();
                    audience = audience(subject);
                }
                double held = best == null ? rate / 4 : best.offered() / SUBSCRIBERS;
                rate = Double.isInfinite(tooMuch) ? rate * 2 : Math.sqrt(held * tooMuch);
            }
        } finally {
            audience.close();
        }
        if (best == null) {
            out.println("no rate held");
        } else {
            row("saturation", best);
        }
    }

    private Step step(Subject subject, Audience audience, Speaker speaker, double rate) throws InterruptedException {
        speaker.speak(rate, WARM_UP_SECONDS);
        audience.takeLatencies();
        long frames = audience.events();
        long demoted = subject.demoted();
        double cpu = subject.cpuSeconds();
        long began = System.nanoTime();
        speaker.speak(rate, SECONDS);
        double seconds = (System.nanoTime() - began) / 1e9;
        long delivered = audience.events() - frames;
        double used = subject.cpuSeconds() - cpu;
        Histogram latency = audience.takeLatencies();
        return new Step(
                rate * SUBSCRIBERS,
                delivered / seconds,
                used * 1e6 / Math.max(1, delivered),
                latency,
                subject.demoted() - demoted,
                audience.lost());
    }

    /** Waits until nothing more comes. */
    private static void settle(Audience audience) {
        long before = -1;
        for (long now = audience.events(); now != before; now = audience.events()) {
            before = now;
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
        }
    }

    private void row(String label, Step step) {
        out.printf(
                "%-14s %,9.0f deliveries/s offered, %,9.0f delivered, %6.2f CPU µs each, p50 %6.1f ms, p99 %6.1f ms,"
                        + " %d demoted, %d cut off%n",
                label,
                step.offered(),
                step.delivered(),
                step.cpuMicros(),
                step.latency().getValueAtPercentile(50) / 1e3,
                step.latency().getValueAtPercentile(99) / 1e3,
                step.demoted(),
                step.lost());
        out.flush();
    }
}
