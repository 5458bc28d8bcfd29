package io.milepost.bench.report;

import io.milepost.bench.scenario.Measure;
import io.milepost.bench.scenario.Scenario;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
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
        List<Measure> measures = scenario.measures();
        String head = measures.stream().map(Measure::name).collect(Collectors.joining(" | "));
        StringBuilder text = new StringBuilder("| | version | runs | times ours | " + head + " |\n");
        text.append("| --- | --- | --- | --- |")
                .append(" --- |".repeat(measures.size()))
                .append('\n');
        for (String subject : rows(scenario)) {
            text.append("| %s | %s | %d | %s | "
                    .formatted(
                            subject,
                            standing(scenario, subject),
                            figures.runs(scenario.name(), subject),
                            times(scenario, subject)));
            text.append(measures.stream()
                            .map(measure -> cell(scenario, subject, measure))
                            .collect(Collectors.joining(" | ")))
                    .append(" |\n");
        }
        return text.toString();
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
        String chief = scenario.measures().get(0).name();
        OptionalDouble own = figures.median(scenario.name(), ours, chief);
        OptionalDouble its = figures.median(scenario.name(), subject, chief);
        return own.isPresent() && its.isPresent() && own.getAsDouble() > 0
                ? String.format(Locale.ROOT, "%.2f", its.getAsDouble() / own.getAsDouble())
                : "";
    }

    /** The median, and from where to where the runs went. */
    private String cell(Scenario scenario, String subject, Measure measure) {
        double[] values = figures.values(scenario.name(), subject, measure.name());
        OptionalDouble median = figures.median(scenario.name(), subject, measure.name());
        if (median.isEmpty()) {
            return "–";
        }
        String middle = measure.print(median.getAsDouble());
        String least = measure.print(values[0]);
        String most = measure.print(values[values.length - 1]);
        return least.equals(most) ? middle : "%s (%s to %s)".formatted(middle, least, most);
    }
}
