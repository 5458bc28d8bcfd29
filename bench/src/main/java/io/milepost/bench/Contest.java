package io.milepost.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Ways to read the same records, taken in turns, so that what else the machine does meanwhile happens to all of them. What is
 * told of each, beside its medians, is how it was in times each standard: the medians of what that was in each round.
 */
final class Contest {
    private static final int WARM_UP = 2;

    private final PrintStream out;
    private final int rounds;
    private final List<Way> ways = new ArrayList<>();

    /** A contest without anybody. */
    Contest(PrintStream out, int rounds) {
        this.out = out;
        this.rounds = rounds;
    }

    private record Way(String name, boolean standard, Supplier<Cost> reading, List<Cost> costs) {}

    /** One more takes part that the others are compared with. */
    Contest against(String name, Supplier<Cost> reading) {
        ways.add(new Way(name, true, reading, new ArrayList<>()));
        return this;
    }

    /** One more takes part. */
    Contest with(String name, Supplier<Cost> reading) {
        ways.add(new Way(name, false, reading, new ArrayList<>()));
        return this;
    }

    /** Runs and prints. Each round begins with another way; the first rounds, in which the JVM gets warm, do not count. */
    void run() {
        for (int round = -WARM_UP; round < rounds; round++) {
            for (int turn = 0; turn < ways.size(); turn++) {
                Way way = ways.get(Math.floorMod(round + turn, ways.size()));
                Cost cost = way.reading().get();
                out.printf("%s: %s: %s%n", round < 0 ? "warming up" : "round " + (round + 1), way.name(), cost);
                out.flush();
                if (round >= 0) {
                    way.costs().add(cost);
                }
            }
        }
        out.printf("medians of %d rounds:%n", rounds);
        ways.forEach(this::tell);
        out.flush();
    }

    private void tell(Way way) {
        out.printf("%s: %s%n", way.name(), Cost.median(way.costs()));
        for (Way other : ways) {
            if (other.standard() && !way.standard()) {
                Cost ratio = ratio(way, other);
                out.printf(
                        "    beside the %s: %.2f of its speed, %.2f of its CPU (process %.2f)%n",
                        other.name(), ratio.perSecond(), ratio.threadMicros(), ratio.processMicros());
            }
        }
    }

    private Cost ratio(Way way, Way standard) {
        List<Cost> ratios = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            ratios.add(way.costs().get(round).over(standard.costs().get(round)));
        }
        return Cost.median(ratios);
    }
}
