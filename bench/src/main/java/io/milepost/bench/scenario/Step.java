package io.milepost.bench.scenario;

import io.milepost.bench.load.Audience;
import io.milepost.bench.load.Speaker;
import io.milepost.bench.subject.Subject;
import org.HdrHistogram.Histogram;

/**
 * What so many events a second showed.
 *
 * @param offered deliveries a second that they should be
 * @param delivered those that there were while it spoke
 * @param cpuMicros CPU of the subject for each, until the last had come
 * @param percent of a core that each took while it spoke
 * @param late seconds by which the speaker was behind in the end
 * @param latency microseconds from when an event was due
 * @param account what had to come and what came, of what was said before measuring as well
 * @param demoted how often the subject has taken events from somebody
 * @param lost connections that ended
 */
record Step(
        double offered,
        double delivered,
        double cpuMicros,
        Usage percent,
        double late,
        Histogram latency,
        Account account,
        long demoted,
        long lost) {
    /** The p99 with which a rate is too much. */
    static final double MOST_P99_MICROS = 250_000;
    /** Frames that are looked at in a second, about. */
    private static final double LOOKS = 5_000;

    private static final int LEAST_LOOKS = 200;

    /** Speaks for a while before it measures, and waits in the end until everything has come or nothing more comes. */
    static Step of(
            Subject subject, Audience audience, Speaker speaker, double rate, int each, double warmUp, double seconds)
            throws InterruptedException {
        audience.expect(rate * each, LOOKS);
        long first = audience.events();
        long lost = audience.lost();
        long demoted = subject.demoted();
        long said = speaker.speak(rate, warmUp);
        audience.takeLatencies();
        long events = audience.events();
        Usage before = Usage.now(subject, audience);
        long began = System.nanoTime();
        int measured = speaker.speak(rate, seconds);
        double took = (System.nanoTime() - began) / 1e9;
        long delivered = audience.events() - events;
        Usage speaking = Usage.now(subject, audience).since(before);
        Account account = Account.settle(audience::events, first, (said + measured) * each, Account.Patience.USUAL);
        double used = subject.cpuSeconds() - before.subject();
        return new Step(
                rate * each,
                delivered / took,
                used * 1e6 / Math.max(1, audience.events() - events),
                speaking.percent(took),
                took - measured / rate,
                audience.takeLatencies(),
                account,
                subject.demoted() - demoted,
                audience.lost() - lost);
    }

    /** Whether everybody got everything in time. */
    boolean holds() {
        return demoted == 0
                && lost == 0
                && account.isExact()
                && latency.getTotalCount() >= LEAST_LOOKS
                && latency.getValueAtPercentile(99) <= MOST_P99_MICROS;
    }

    /** NaN if nothing came that was looked at. */
    double millis(double percentile) {
        return latency.getTotalCount() == 0 ? Double.NaN : latency.getValueAtPercentile(percentile) / 1e3;
    }

    /** Fails unless everybody got everything, so that nobody is praised for what they left out. */
    Step complete() {
        if (lost > 0 || !account.isExact()) {
            throw new IllegalStateException("not everything came: " + this);
        }
        return this;
    }

    @Override
    public String toString() {
        return ("%,9.0f deliveries/s offered, %,9.0f delivered, %s, %6.2f CPU µs each, p50 %6.1f ms, p99 %6.1f ms,"
                        + " %d demoted, %d cut off; %% of a core: server %.0f, broker %.0f, publisher %.0f, load %.0f")
                .formatted(
                        offered,
                        delivered,
                        account,
                        cpuMicros,
                        millis(50),
                        millis(99),
                        demoted,
                        lost,
                        percent.subject(),
                        percent.broker(),
                        percent.publisher(),
                        percent.audience());
    }
}
