package io.milepost.bench;

import io.milepost.bench.report.Absence;
import io.milepost.bench.report.Absence.Kind;
import io.milepost.bench.report.Document;
import io.milepost.bench.report.Figure;
import io.milepost.bench.report.Figures;
import io.milepost.bench.report.Goals;
import io.milepost.bench.report.Line;
import io.milepost.bench.report.Tables;
import io.milepost.bench.scenario.Connections;
import io.milepost.bench.scenario.Deliveries;
import io.milepost.bench.scenario.Latency;
import io.milepost.bench.scenario.Measure;
import io.milepost.bench.scenario.Scenario;
import io.milepost.bench.scenario.SlowReader;
import io.milepost.bench.scenario.Storm;
import io.milepost.bench.scenario.WarmUp;
import io.milepost.bench.subject.Leftover;
import io.milepost.bench.subject.Peers;
import io.milepost.bench.subject.Peers.Peer;
import io.milepost.bench.subject.Started;
import io.milepost.bench.subject.Started.Absent;
import io.milepost.bench.subject.Started.Running;
import io.milepost.bench.subject.Subject;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The same by us and by others, one after the other on the same machine. */
public final class PeersBench {
    /** Whom the others are held against. */
    public static final String OURS = "Milepost";

    private static final double WARM_UP_SECONDS = 2;
    private static final double SECONDS = 3;

    private final PrintStream out;
    private final List<Peer> peers;
    private final List<Scenario> scenarios;
    private final Document document;
    private final Figures measured = new Figures();

    /**
     * A benchmark.
     *
     * @param token one that the gateway takes, made with {@link FanOutBench#secret}
     * @param only whose names stand here, in the order of {@link Peers}; all, if none does
     * @param through which scenarios; all, if none is named
     * @param document what is written in the end, if it exists
     */
    public PeersBench(PrintStream out, String token, Set<String> only, Set<String> through, Document document) {
        this.out = out;
        this.peers = chosen(Peers.all(token), only, Peer::name);
        this.scenarios = withWarmUp(chosen(scenarios(out), through, Scenario::name));
        this.document = document;
    }

    private static <T> List<T> chosen(List<T> all, Set<String> names, Function<T, String> name) {
        List<String> known = all.stream().map(name).toList();
        if (!known.containsAll(names)) {
            throw new IllegalArgumentException("%s: there are %s".formatted(names, known));
        }
        return all.stream()
                .filter(one -> names.isEmpty() || names.contains(name.apply(one)))
                .toList();
    }

    /** The names of all that can be measured, ours first. */
    public static List<String> subjects() {
        return Peers.all("").stream().map(Peer::name).toList();
    }

    /** All that there are, in the order in which a subject goes through them: what it is like in the beginning, and what ends it last. */
    public static List<Scenario> scenarios(PrintStream out) {
        return List.of(
                new Connections(),
                new Latency(),
                Deliveries.toAll(out, WARM_UP_SECONDS, SECONDS),
                Deliveries.toSome(out, WARM_UP_SECONDS, SECONDS),
                Deliveries.toOne(out, WARM_UP_SECONDS, SECONDS),
                new SlowReader(),
                Storm.hot(),
                Storm.cold());
    }

    private static List<Scenario> withWarmUp(List<Scenario> chosen) {
        List<Scenario> all = new ArrayList<>(chosen);
        boolean isFresh = all.get(0) instanceof Connections;
        all.add(isFresh ? 1 : 0, new WarmUp());
        return List.copyOf(all);
    }

    /**
     * Runs so many times, prints, and writes what there is so far after each scenario. What is not on this machine is told to be
     * absent, and what fails to have failed.
     */
    public void run(int rounds) throws IOException, InterruptedException {
        warmUp();
        for (int round = 1; round <= rounds; round++) {
            String run = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
            for (Peer peer : peers) {
                if (Leftover.isEnding()) {
                    return;
                }
                out.printf("%n%s, round %d of %d%n", peer.name(), round, rounds);
                run(run, peer);
            }
        }
        out.println();
        out.println(new Goals(measured).table());
        Tables tables =
                new Tables(measured, OURS, peers.stream().map(Peer::name).toList());
        for (Scenario scenario : scenarios) {
            if (!scenario.measures().isEmpty()) {
                out.printf("%s%n%n%s%n", scenario.title(), tables.table(scenario));
            }
        }
    }

    /** The load generator's own, lest the first one measured be the one that it is slow for. */
    private void warmUp() throws IOException, InterruptedException {
        out.println("the load generator warms up");
        out.flush();
        if (Peers.least().start().start() instanceof Running running) {
            try (Subject subject = running.subject()) {
                new WarmUp().run(subject);
                new Latency().run(subject);
            }
        }
    }

    private void run(String run, Peer peer) throws IOException, InterruptedException {
        List<Scenario> its = scenarios.stream()
                .filter(scenario -> scenario.measures().isEmpty() || peer.goesThrough(scenario.name()))
                .toList();
        Started started;
        try {
            started = peer.start().start();
        } catch (RuntimeException e) {
            out.printf("  it did not start: %s%n", e);
            keep(absences(run, its, peer.name(), Kind.FAILED, "it did not start: " + reason(e)));
            return;
        }
        if (started instanceof Absent absent) {
            out.printf("  absent: %s%n", absent.why());
            keep(absences(run, its, peer.name(), Kind.ABSENT, absent.why()));
        } else if (started instanceof Running running) {
            run(run, its, running.subject());
        }
    }

    private void run(String run, List<Scenario> its, Subject started) throws IOException, InterruptedException {
        try (Subject subject = started) {
            String version = subject.version();
            for (Scenario scenario : its) {
                keep(run(run, scenario, subject, version));
            }
        }
    }

    private static List<Line> absences(String run, List<Scenario> its, String subject, Kind kind, String why) {
        return its.stream()
                .filter(scenario -> !scenario.measures().isEmpty())
                .<Line>map(scenario -> new Absence(run, subject, scenario.name(), kind, why))
                .toList();
    }

    private static String reason(RuntimeException e) {
        return Optional.ofNullable(e.getMessage()).orElseGet(e::toString);
    }

    private List<Line> run(String run, Scenario scenario, Subject subject, String version) throws InterruptedException {
        out.printf("%n  %s: %s%n", scenario.name(), scenario.title());
        out.flush();
        try {
            Map<String, Double> values = scenario.run(subject);
            return scenario.measures().stream()
                    .<Line>map(measure -> figure(run, scenario, subject.name(), version, measure, values))
                    .toList();
        } catch (RuntimeException e) {
            // What one cannot do is no reason to know nothing of the others.
            out.printf("  it %s: %s%n", Leftover.isEnding() ? "was ended" : "could not", e);
            return absences(run, List.of(scenario), subject.name(), Kind.FAILED, reason(e));
        }
    }

    private Figure figure(
            String run,
            Scenario scenario,
            String subject,
            String version,
            Measure measure,
            Map<String, Double> values) {
        double value = values.getOrDefault(measure.name(), Double.NaN);
        if (!Double.isNaN(value)) {
            out.printf("  %14s %s%n", measure.print(value), measure.name());
        }
        return new Figure(run, subject, version, scenario.name(), measure.name(), value);
    }

    private void keep(List<Line> lines) throws IOException {
        if (Leftover.isEnding()) {
            // Who has just been ended has not failed.
            return;
        }
        lines.forEach(measured::add);
        if (!document.exists()) {
            return;
        }
        Figures all = Figures.read(document.figures());
        lines.forEach(all::add);
        all.write(document.figures());
        document.write(all, scenarios(out), OURS, subjects());
    }
}
