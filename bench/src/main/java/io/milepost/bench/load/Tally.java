package io.milepost.bench.load;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongUnaryOperator;
import org.HdrHistogram.Histogram;

/** What an audience has heard. Everything but the counts belongs to its thread. */
final class Tally {
    private final int expected;
    private final long began;
    private final LongAdder events = new LongAdder();
    private final LongAdder whole = new LongAdder();
    private final Histogram wholeAfter = histogram();
    private Histogram latencies = histogram();
    private LongUnaryOperator since = LongUnaryOperator.identity();
    private int every = 1;
    private int untilNext;

    Tally(int expected, long began) {
        this.expected = expected;
        this.began = began;
    }

    private static Histogram histogram() {
        return new Histogram(TimeUnit.MINUTES.toMicros(10), 3);
    }

    /** One subscriber has so many more, and that many in all. */
    void heard(int more, int inAll) {
        events.add(more);
        if (inAll >= expected && inAll - more < expected) {
            whole.increment();
            record(wholeAfter, (System.nanoTime() - began) / 1_000);
        }
    }

    /** Of so many frames, whosever they are, one is looked at. A prime, so that it is not always the same subscriber's. */
    void lookAtOneOf(int frames) {
        every = frames;
    }

    /** Whether the next frame is one to be looked at. */
    boolean isDue() {
        if (--untilNext > 0) {
            return false;
        }
        untilNext = every;
        return true;
    }

    /** An event came that was due then, in microseconds since 1970. */
    void came(long due) {
        record(latencies, Clock.micros() - since.applyAsLong(due));
    }

    private static void record(Histogram histogram, long micros) {
        histogram.recordValue(Math.max(0, Math.min(micros, histogram.getHighestTrackableValue())));
    }

    long events() {
        return events.sum();
    }

    long whole() {
        return whole.sum();
    }

    Histogram wholeAfter() {
        return wholeAfter.copy();
    }

    void countFrom(LongUnaryOperator other) {
        since = other;
    }

    Histogram takeLatencies() {
        Histogram taken = latencies;
        latencies = histogram();
        return taken;
    }
}
