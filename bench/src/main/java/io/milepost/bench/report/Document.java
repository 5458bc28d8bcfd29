package io.milepost.bench.report;

import io.milepost.bench.scenario.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The part of docs/PERFORMANCE.md that is made of figures, between two comments, with its plots.
 *
 * @param docs the folder with the document, the figures and the plots in {@code performance}
 */
public record Document(Path docs) {
    private static final String BEGIN =
            "<!-- peers: made by ./milepost bench --peers of docs/performance/peers.csv -->\n";
    private static final String END = "<!-- peers: end -->\n";
    private static final String PLOTS = "performance";

    /** Whether there is one. */
    public boolean exists() {
        return Files.exists(file());
    }

    /** Where the figures are. */
    public Path figures() {
        return docs.resolve(PLOTS).resolve("peers.csv");
    }

    /** The document itself. */
    public Path file() {
        return docs.resolve("PERFORMANCE.md");
    }

    /**
     * The document as the figures want it.
     *
     * @param ours whom the others are held against
     * @param subjects who has a row in each table, measured or not
     */
    public String text(Figures figures, List<Scenario> scenarios, String ours, List<String> subjects)
            throws IOException {
        String text = Files.readString(file());
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalStateException(
                    "no place for the tables between " + BEGIN + " and " + END + " in " + file());
        }
        return text.substring(0, begin + BEGIN.length())
                + "\n"
                + new Tables(figures, ours, subjects).markdown(scenarios, PLOTS)
                + "\n"
                + text.substring(end);
    }

    /** The plots, each by its file. */
    public Map<Path, String> plots(Figures figures, List<Scenario> scenarios) {
        Map<Path, String> plots = new LinkedHashMap<>();
        for (Scenario scenario : scenarios) {
            if (!figures.subjects(scenario.name()).isEmpty()) {
                plots.put(docs.resolve(PLOTS).resolve(scenario.name() + ".svg"), new Plot(figures, scenario).svg());
            }
        }
        return plots;
    }

    /** Writes it, and the plots. */
    public void write(Figures figures, List<Scenario> scenarios, String ours, List<String> subjects)
            throws IOException {
        Files.writeString(file(), text(figures, scenarios, ours, subjects));
        for (Map.Entry<Path, String> plot : plots(figures, scenarios).entrySet()) {
            Files.writeString(plot.getKey(), plot.getValue());
        }
    }
}
