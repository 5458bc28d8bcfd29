package io.milepost.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** Figures of one or many runs, and what was not measured in them. */
public final class Figures {
    private static final String HEAD = "run;subject;version;scenario;measure;value";

    private final List<Line> all = new ArrayList<>();

    /** Those in a file, one a line after a head; none if there is no file. */
    public static Figures read(Path file) throws IOException {
        Figures figures = new Figures();
        if (Files.exists(file)) {
            Files.readAllLines(file).stream()
                    .skip(1)
                    .filter(line -> !line.isBlank())
                    .map(Line::of)
                    .forEach(figures.all::add);
        }
        return figures;
    }

    /** Writes them into a file in place of what it has. */
    public void write(Path file) throws IOException {
        List<String> lines = new ArrayList<>(List.of(HEAD));
        all.stream().map(Line::text).forEach(lines::add);
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.write(file, lines);
    }

    /** One more. */
    public void add(Line line) {
        all.add(line);
    }

    /** Who went through a scenario, or was to, in the order of what was measured first. */
    List<String> subjects(String scenario) {
        return all.stream()
                .filter(line -> line.scenario().equals(scenario))
                .map(Line::subject)
                .distinct()
                .toList();
    }

    /** Why there is nothing newer of a subject in a scenario; empty if what was measured there is the newest, or it was not to. */
    Optional<Absence> absence(String scenario, String subject) {
        return lines(scenario, subject)
                .reduce((earlier, later) -> later)
                .filter(Absence.class::isInstance)
                .map(Absence.class::cast);
    }

    /**
     * Which version a subject was when it went through a scenario last; figures of others before it count no more. Empty if it
     * never did.
     */
    String version(String scenario, String subject) {
        return of(scenario, subject).map(Figure::version).reduce("", (earlier, later) -> later);
    }

    private Stream<Line> lines(String scenario, String subject) {
        return all.stream()
                .filter(line ->
                        line.scenario().equals(scenario) && line.subject().equals(subject));
    }

    private Stream<Figure> of(String scenario, String subject) {
        return lines(scenario, subject).filter(Figure.class::isInstance).map(Figure.class::cast);
    }

    private Stream<Figure> newest(String scenario, String subject) {
        String version = version(scenario, subject);
        return of(scenario, subject).filter(figure -> figure.version().equals(version));
    }

    /** In how many runs a subject went through a scenario. */
    long runs(String scenario, String subject) {
        return newest(scenario, subject).map(Figure::run).distinct().count();
    }

    /** What was measured, from the least to the most. */
    double[] values(String scenario, String subject, String measure) {
        return newest(scenario, subject)
                .filter(figure -> figure.measure().equals(measure) && !Double.isNaN(figure.value()))
                .mapToDouble(Figure::value)
                .sorted()
                .toArray();
    }

    /** The middle one of them; the mean of the two in the middle if their number is even. */
    OptionalDouble median(String scenario, String subject, String measure) {
        double[] values = values(scenario, subject, measure);
        if (values.length == 0) {
            return OptionalDouble.empty();
        }
        return Arrays.stream(values, (values.length - 1) / 2, values.length / 2 + 1)
                .average();
    }
}
