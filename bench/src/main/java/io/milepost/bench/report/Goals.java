package io.milepost.bench.report;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** What was aimed at, each a ratio of two medians, beside what there is. */
public final class Goals {
    private static final String OURS = "Milepost";
    private static final String FAN_OUT = "fanout-1x1000";
    private static final String PER_CPU = "at saturation, deliveries per CPU second";
    private static final List<Goal> ALL = List.of(
            atLeast("deliveries per CPU second at saturation", FAN_OUT, PER_CPU, PER_CPU, "Centrifugo", 3),
            atLeast("the same", FAN_OUT, PER_CPU, PER_CPU, "nchan", 8),
            atMost("CPU of a delivery, one event at a time", FAN_OUT, "one at a time, CPU µs each", "Bare Netty", 1.2),
            atMost("latency through Kafka, p50", "latency", "p50 ms from when it was due", "Centrifugo", 1),
            atMost("latency through Kafka, p99", "latency", "p99 ms", "Centrifugo", 1),
            new Goal(
                    "live memory of an idle connection, beside resident memory of the other's",
                    "connections",
                    "of live heap",
                    "resident bytes a connection",
                    "Centrifugo",
                    0.2,
                    false),
            atMost("a storm of 10,000", "storm-hot", "seconds until the last was whole", "Centrifugo", 1));

    private final Figures figures;

    /** The goals beside these figures. */
    public Goals(Figures figures) {
        this.figures = figures;
    }

    private record Goal(
            String what,
            String scenario,
            String measure,
            String theirMeasure,
            String them,
            double bound,
            boolean isLeast) {}

    private static Goal atLeast(
            String what, String scenario, String measure, String theirs, String them, double bound) {
        return new Goal(what, scenario, measure, theirs, them, bound, true);
    }

    private static Goal atMost(String what, String scenario, String measure, String them, double bound) {
        return new Goal(what, scenario, measure, measure, them, bound, false);
    }

    /** A row for each, in Markdown. */
    public String table() {
        StringBuilder text = new StringBuilder("| aim: ours beside theirs | beside | wanted | is | met |\n");
        text.append("| --- | --- | --- | --- | --- |\n");
        ALL.forEach(goal -> text.append(row(goal)));
        return text.toString();
    }

    private String row(Goal goal) {
        OptionalDouble ours = figures.median(goal.scenario(), OURS, goal.measure());
        OptionalDouble theirs = figures.median(goal.scenario(), goal.them(), goal.theirMeasure());
        boolean known = ours.isPresent() && theirs.isPresent() && theirs.getAsDouble() > 0;
        double ratio = known ? ours.getAsDouble() / theirs.getAsDouble() : Double.NaN;
        boolean met = goal.isLeast() ? ratio >= goal.bound() : ratio <= goal.bound();
        return String.format(
                Locale.ROOT,
                "| %s (`%s`) | %s | %s %.1f | %s | %s |%n",
                goal.what(),
                goal.scenario(),
                goal.them(),
                goal.isLeast() ? "at least" : "at most",
                goal.bound(),
                known ? String.format(Locale.ROOT, "%.2f", ratio) : "–",
                !known ? "not measured" : met ? "yes" : "no");
    }
}
