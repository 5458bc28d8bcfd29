package io.milepost.bench.scenario;

import io.milepost.bench.load.Audience;
import io.milepost.bench.load.Speaker;
import io.milepost.bench.subject.Subject;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** One subscriber of a thousand stops reading for a while, in which a channel that it alone follows has a lot to say. */
public final class SlowReader implements Scenario {
    private static final String ALL = "bench-0";
    private static final String SLOW = "bench-slow";
    private static final int OTHERS = 999;
    private static final int BYTES = 4_000;
    /** Events a second for all the others. */
    private static final double RATE = 20;
    /** So many for the slow one to each of theirs: 20 MB in the end, which is more than the system keeps for a socket. */
    private static final int TIMES = 25;

    private static final double SECONDS = 10;
    private static final Measure GOT = Measure.more("% that the slow one got in the end", 0);
    private static final Measure BEFORE = Measure.less("p99 ms of the others before", 1);
    private static final Measure MEANWHILE = Measure.less("p99 ms of the others meanwhile", 1);
    private static final Measure MEMORY = Measure.less("MB resident more", 0);
    private static final Measure CUT_OFF = Measure.plain("cut off", 0);

    @Override
    public String name() {
        return "slow-reader";
    }

    @Override
    public String title() {
        return "One of %,d stops reading while %,.0f events of %,d bytes come for it alone; the others have %.0f a second"
                .formatted(OTHERS + 1, SECONDS * RATE * TIMES, BYTES, RATE);
    }

    @Override
    public List<Measure> measures() {
        return List.of(GOT, BEFORE, MEANWHILE, MEMORY, CUT_OFF);
    }

    @Override
    public Map<String, Double> run(Subject subject) throws InterruptedException {
        Map<String, Double> figures = new LinkedHashMap<>();
        List<String> keys = Stream.concat(Collections.nCopies(TIMES, SLOW).stream(), Stream.of(ALL))
                .toList();
        try (Speaker speaker = subject.speaker(keys, BYTES);
                Audience others =
                        Audience.connect(subject.address(), Collections.nCopies(OTHERS, subject.manner(ALL)));
                Audience slow = Audience.connect(subject.address(), List.of(subject.manner(SLOW)))) {
            double rate = RATE * keys.size();
            others.expect(RATE * OTHERS, 5_000);
            speaker.speak(rate, SECONDS / 2);
            others.takeLatencies();
            speaker.speak(rate, SECONDS);
            figures.put(BEFORE.name(), others.takeLatencies().getValueAtPercentile(99) / 1e3);
            Deliveries.settle(slow);
            long resident = subject.residentBytes();
            long before = slow.events();
            slow.stall(0, true);
            int said = speaker.speak(rate, SECONDS);
            figures.put(MEANWHILE.name(), others.takeLatencies().getValueAtPercentile(99) / 1e3);
            figures.put(MEMORY.name(), (subject.residentBytes() - resident) / 1e6);
            slow.stall(0, false);
            Deliveries.settle(slow);
            double itsOwn = (double) said * TIMES / keys.size();
            figures.put(GOT.name(), 100 * (slow.events() - before) / itsOwn);
            figures.put(CUT_OFF.name(), (double) (slow.lost() + others.lost()));
        }
        return figures;
    }
}
