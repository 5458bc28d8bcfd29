package io.milepost.bench.report;

import io.milepost.bench.scenario.Measure;
import io.milepost.bench.scenario.Scenario;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** Tables in Markdown: a row for each subject, medians over the runs, and how many times ours the chief measure is. */
public final class Tables {
    private final Figures figures;
    private final String ours;

    /**
     * Tables of these figures.
     *
     * @param ours whom the others are held against
     */
    public Tables(Figures figures, String ours) {
        this.figures = figures;
        this.ours = ours;
    }

    /** All of them, with a heading, a plot and a table each. */
    public String markdown(List<Scenario> scenarios, String plots) {
        StringBuilder text = new StringBuilder();
        text.append(new Goals(figures).table());
        for (Scenario scenario : scenarios) {
            if (!figures.subjects(scenario.name()).isEmpty()) {
                text.append("\n### `").append(scenario.name()).append("`\n\n");
                text.append(scenario.title()).append(".\n\n");
                text.append("![%s](%s/%1$s.svg)%n%n".formatted(scenario.name(), plots));
                text.append(table(scenario));
            }
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
        for (String subject : figures.subjects(scenario.name())) {
            text.append("| %s | %s | %d | %s | "
                    .formatted(
                            subject,
                            figures.version(scenario.name(), subject),
                            figures.runs(scenario.name(), subject),
                            times(scenario, subject)));
            text.append(measures.stream()
                            .map(measure -> cell(scenario, subject, measure))
                            .collect(Collectors.joining(" | ")))
                    .append(" |\n");
        }
        return text.toString();
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
