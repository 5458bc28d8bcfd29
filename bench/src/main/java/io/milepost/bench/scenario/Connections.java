package io.milepost.bench.scenario;

import io.milepost.bench.load.Audience;
import io.milepost.bench.load.Manner;
import io.milepost.bench.subject.Subject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** What it takes to let connections in, and what they cost that do nothing but be subscribed to a channel of their own. */
public final class Connections implements Scenario {
    private static final int FEW = 1_000;
    private static final int MORE = 9_000;
    /** Until what the connecting left behind has been tidied up, in so far as anybody does. */
    private static final int REST_SECONDS = 5;

    private static final Measure RESIDENT = Measure.less("resident bytes a connection", 0);
    private static final Measure LIVE = Measure.less("of live heap", 0);
    private static final Measure RATE = Measure.more("connections/s", 0);
    private static final Measure CPU = Measure.less("CPU µs to connect one", 0);

    @Override
    public String name() {
        return "connections";
    }

    @Override
    public String title() {
        return "%,d connections with one subscription each, beside %,d".formatted(FEW + MORE, FEW);
    }

    @Override
    public List<Measure> measures() {
        return List.of(RESIDENT, LIVE, RATE, CPU);
    }

    @Override
    public Map<String, Double> run(Subject subject) throws InterruptedException {
        Map<String, Double> figures = new LinkedHashMap<>();
        try (Audience few = Audience.connect(subject.address(), manners(subject, 0, FEW))) {
            rest();
            long resident = subject.residentBytes();
            OptionalLong live = subject.liveHeap();
            double cpu = subject.cpuSeconds();
            long began = System.nanoTime();
            try (Audience more = Audience.connect(subject.address(), manners(subject, FEW, MORE))) {
                double seconds = (System.nanoTime() - began) / 1e9;
                figures.put(RATE.name(), MORE / seconds);
                figures.put(CPU.name(), (subject.cpuSeconds() - cpu) * 1e6 / MORE);
                rest();
                if (few.lost() + more.lost() > 0) {
                    throw new IllegalStateException(few.lost() + more.lost() + " connections were lost");
                }
                figures.put(RESIDENT.name(), (double) (subject.residentBytes() - resident) / MORE);
                subject.liveHeap()
                        .ifPresent(now -> figures.put(LIVE.name(), (double) (now - live.orElseThrow()) / MORE));
            }
        }
        return figures;
    }

    private static List<Manner> manners(Subject subject, int from, int count) {
        return IntStream.range(from, from + count)
                .mapToObj(i -> subject.manner("idle-" + i))
                .toList();
    }

    private static void rest() {
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(REST_SECONDS));
    }
}
