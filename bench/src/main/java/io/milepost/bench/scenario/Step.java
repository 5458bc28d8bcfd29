package io.milepost.bench.scenario;

import io.milepost.bench.load.Audience;
import io.milepost.bench.load.Speaker;
import io.milepost.bench.subject.Subject;
import org.HdrHistogram.Histogram;

/**
 * What so many events a second showed.
 *
 * @param offered deliveries a second that they should be
 * @param delivered those that there were
 * @param cpuMicros CPU of the subject for each
 * @param loadCpu how much of its one core the audience took, from 0 to 1
 * @param latency microseconds from when an event was due
 * @param demoted how often the subject has taken events from somebody
 * @param lost connections that ended
 */
record Step(
        double offered,
        double delivered,
        double cpuMicros,
        double loadCpu,
        Histogram latency,
        long demoted,
        long lost) {
    private static final double MOST_P99_MICROS = 250_000;
    /** Frames that are looked at in a second, about. */
    private static final double LOOKS = 5_000;

    private static final int LEAST_LOOKS = 200;

    /** Speaks for a while before it measures. */
    static Step of(
            Subject subject, Audience audience, Speaker speaker, double rate, int each, double warmUp, double seconds)
            throws InterruptedException {
        audience.expect(rate * each, LOOKS);
        speaker.speak(rate, warmUp);
        audience.takeLatencies();
        long events = audience.events();
        long demoted = subject.demoted();
        long lost = audience.lost();
        double audienceCpu = audience.cpuSeconds();
        double cpu = subject.cpuSeconds();
        long began = System.nanoTime();
        speaker.speak(rate, seconds);
        double took = (System.nanoTime() - began) / 1e9;
        long delivered = audience.events() - events;
        double used = subject.cpuSeconds() - cpu;
        return new Step(
                rate * each,
                delivered / took,
                used * 1e6 / Math.max(1, delivered),
                (audience.cpuSeconds() - audienceCpu) / took,
                audience.takeLatencies(),
                subject.demoted() - demoted,
                audience.lost() - lost);
    }

    /** Whether everybody got everything in time. */
    boolean holds() {
        return demoted == 0
                && lost == 0
                && delivered > 0.97 * offered
                && latency.getTotalCount() >= LEAST_LOOKS
                && latency.getValueAtPercentile(99) <= MOST_P99_MICROS;
    }

    /** NaN if nothing came that was looked at. */
    double millis(double percentile) {
        return latency.getTotalCount() == 0 ? Double.NaN : latency.getValueAtPercentile(percentile) / 1e3;
    }

    /** Fails unless everybody got everything, so that nobody is praised for what they left out. */
    Step complete() {
        if (lost > 0 || delivered < 0.97 * offered) {
            throw new IllegalStateException("not everything came: " + this);
        }
        return this;
    }

    @Override
    public String toString() {
        return ("%,9.0f deliveries/s offered, %,9.0f delivered, %6.2f CPU µs each, p50 %6.1f ms, p99 %6.1f ms, load %2.0f %%,"
                        + " %d demoted, %d cut off")
                .formatted(offered, delivered, cpuMicros, millis(50), millis(99), loadCpu * 100, demoted, lost);
    }
}
