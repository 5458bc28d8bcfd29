package io.milepost.bench.report;

import io.milepost.bench.scenario.Limit;
import io.milepost.bench.scenario.Measure;
import io.milepost.bench.scenario.Scenario;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Tables in Markdown: a row for each subject, medians over the runs, and how many times ours the chief measure is. Who was not
 * measured has a row that says so, and why.
 */
public final class Tables {
    private final Figures figures;
    private final String ours;
    private final List<String> subjects;

    /**
     * Tables of these figures.
     *
     * @param ours whom the others are held against
     * @param subjects who has a row, measured or not
     */
    public Tables(Figures figures, String ours, List<String> subjects) {
        this.figures = figures;
        this.ours = ours;
        this.subjects = List.copyOf(subjects);
    }

    /** All of them, with a heading, a plot and a table each. */
    public String markdown(List<Scenario> scenarios, String plots) {
        StringBuilder text = new StringBuilder();
        text.append(new Goals(figures).table());
        for (Scenario scenario : scenarios) {
            text.append("\n### `").append(scenario.name()).append("`\n\n");
            text.append(scenario.title()).append(".\n\n");
            if (!figures.subjects(scenario.name()).isEmpty()) {
                text.append("![%s](%s/%1$s.svg)%n%n".formatted(scenario.name(), plots));
            }
            text.append(table(scenario));
        }
        return text.toString();
    }

    /** One scenario's. */
    public String table(Scenario scenario) {
        List<Measure> measures = columns(scenario);
        String head = measures.stream().map(Measure::name).collect(Collectors.joining(" | "));
        Set<Limit> met = new LinkedHashSet<>();
        StringBuilder text = new StringBuilder("| | version | runs | times ours | " + head + " |\n");
        text.append("| --- | --- | --- | --- |")
                .append(" --- |".repeat(measures.size()))
                .append('\n');
        for (String subject : rows(scenario)) {
            List<Limit> its = limits(scenario, subject);
            met.addAll(its);
            text.append("| %s | %s | %d | %s | "
                    .formatted(
                            subject
                                    + its.stream()
                                            .map(limit -> " " + limit.mark())
                                            .collect(Collectors.joining()),
                            standing(scenario, subject),
                            figures.runs(scenario.name(), subject),
                            times(scenario, subject)));
            text.append(measures.stream()
                            .map(measure -> cell(scenario, subject, measure))
                            .collect(Collectors.joining(" | ")))
                    .append(" |\n");
        }
        met.forEach(limit -> text.append("\n%s %s.\n".formatted(limit.mark(), limit.meaning())));
        return text.toString();
    }

    /** What has a column: what only explains the others has none as long as nobody has a figure of it. */
    private List<Measure> columns(Scenario scenario) {
        return scenario.measures().stream()
                .filter(measure -> measure.better() != Measure.Better.NEITHER
                        || figures.subjects(scenario.name()).stream()
                                .anyMatch(subject ->
                                        median(scenario, subject, measure).isPresent()))
                .toList();
    }

    private List<Limit> limits(Scenario scenario, String subject) {
        return scenario.limits().stream()
                .filter(limit -> median(scenario, subject, limit.measure()).orElse(0) >= limit.from())
                .toList();
    }

    private OptionalDouble median(Scenario scenario, String subject, Measure measure) {
        return figures.median(scenario.name(), subject, measure.name());
    }

    /** Whoever was measured or was to be, and then the others. */
    private List<String> rows(Scenario scenario) {
        return Stream.concat(figures.subjects(scenario.name()).stream(), subjects.stream())
                .distinct()
                .toList();
    }

    /** The version, and why there is nothing newer. */
    private String standing(Scenario scenario, String subject) {
        String version = figures.version(scenario.name(), subject);
        String since = figures.absence(scenario.name(), subject)
                .map(Absence::told)
                .orElse(version.isEmpty() ? "not measured" : "");
        return Stream.of(version, since).filter(text -> !text.isEmpty()).collect(Collectors.joining("; "));
    }

    private String times(Scenario scenario, String subject) {
        Measure chief = scenario.measures().get(0);
        OptionalDouble own = median(scenario, ours, chief);
        OptionalDouble its = median(scenario, subject, chief);
        return own.isPresent() && its.isPresent() && own.getAsDouble() > 0
                ? String.format(Locale.ROOT, "%.2f", its.getAsDouble() / own.getAsDouble())
                : "";
    }

    /** The median, and from where to where the runs went. */
    private String cell(Scenario scenario, String subject, Measure measure) {
        double[] values = figures.values(scenario.name(), subject, measure.name());
        OptionalDouble median = median(scenario, subject, measure);
        if (median.isEmpty()) {
            return "–";
        }
        String middle = measure.print(median.getAsDouble());
        String least = measure.print(values[0]);
        String most = measure.print(values[values.length - 1]);
        return least.equals(most) ? middle : "%s (%s to %s)".formatted(middle, least, most);
    }
}
