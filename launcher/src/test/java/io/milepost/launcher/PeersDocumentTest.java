package io.milepost.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.bench.PeersBench;
import io.milepost.bench.report.Absence;
import io.milepost.bench.report.Absence.Kind;
import io.milepost.bench.report.Document;
import io.milepost.bench.report.Figure;
import io.milepost.bench.report.Figures;
import io.milepost.bench.report.Plot;
import io.milepost.bench.report.Tables;
import io.milepost.bench.scenario.Latency;
import io.milepost.bench.scenario.Limit;
import io.milepost.bench.scenario.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The tables and plots of docs/PERFORMANCE.md are those of its figures. {@code -Ddocs=write} makes them so. */
class PeersDocumentTest {
    private static final List<Scenario> SCENARIOS = PeersBench.scenarios(System.out);

    @Test
    void tablesAndPlotsAreMadeOfTheFigures() throws IOException {
        Document document = new Document(Path.of("../docs"));
        Figures figures = Figures.read(document.figures());
        if ("write".equals(System.getProperty("docs"))) {
            document.write(figures, SCENARIOS, PeersBench.OURS, PeersBench.subjects());
        }
        assertThat(document.file())
                .hasContent(document.text(figures, SCENARIOS, PeersBench.OURS, PeersBench.subjects()));
        for (Map.Entry<Path, String> plot : document.plots(figures, SCENARIOS).entrySet()) {
            assertThat(plot.getKey()).hasContent(plot.getValue());
        }
    }

    @Test
    void aTableHasMediansAndWhatRunsWentFromAndTo() throws IOException {
        Latency latency = new Latency();
        String measure = latency.measures().get(0).name();
        Figures figures = new Figures();
        for (double value : new double[] {4, 2, 9}) {
            figures.add(figure("Milepost", measure, value));
        }
        figures.add(figure("Another", measure, 2));
        figures.add(figure("Absent-minded", measure, Double.NaN));
        assertThat(table(figures, latency))
                .contains("| Milepost | 1 | 3 | 1.00 | 4.00 (2.00 to 9.00) | – |")
                .contains("| Another | 1 | 1 | 0.50 | 2.00 | – |")
                .contains("| Absent-minded | 1 | 1 |  | – | – |");
    }

    @Test
    void whoWasNotMeasuredHasARowThatSaysWhy() throws IOException {
        Latency latency = new Latency();
        String measure = latency.measures().get(0).name();
        Figures figures = new Figures();
        figures.add(figure("Milepost", measure, 4));
        figures.add(absence("Elsewhere", Kind.ABSENT, "no `elsewhere` on the PATH"));
        figures.add(figure("Once there", measure, 8));
        figures.add(absence("Once there", Kind.FAILED, "one; two |\n three"));
        figures.add(absence("Back again", Kind.ABSENT, "gone"));
        figures.add(figure("Back again", measure, 2));
        assertThat(table(figures, latency))
                .contains("| Elsewhere | absent: no `elsewhere` on the PATH | 0 |  | – | – |")
                .contains("| Once there | 1; failed: one, two / three | 1 | 2.00 | 8.00 | – |")
                .contains("| Back again | 1 | 1 | 0.50 | 2.00 | – |")
                .contains("| Never tried | not measured | 0 |  | – | – |")
                .containsOnlyOnce("| Milepost |");
        assertThat(new Plot(figures, latency).svg()).contains(">absent</text>");
    }

    @Test
    void whereSomethingElseWasTheLimitTheRowIsMarked() throws IOException {
        Scenario fanout = scenario("fanout-1x1000");
        Limit load = fanout.limits().get(0);
        Limit late = fanout.limits().get(1);
        Figures figures = new Figures();
        figures.add(
                new Figure("run", "Milepost", "1", fanout.name(), load.measure().name(), load.from() - 0.1));
        assertThat(table(figures, fanout))
                .contains("| Milepost | 1 |")
                .contains(load.measure().name())
                .doesNotContain(load.mark(), late.mark(), late.measure().name());
        figures.add(
                new Figure("run", "Another", "1", fanout.name(), load.measure().name(), load.from()));
        figures.add(
                new Figure("run", "Another", "1", fanout.name(), late.measure().name(), 1_000));
        assertThat(table(figures, fanout))
                .contains(
                        "| Milepost | 1 |",
                        "| Another † ‡ | 1 |",
                        late.measure().name())
                .containsOnlyOnce("† The load generator")
                .containsOnlyOnce("‡ Where it was too much");
    }

    private static Scenario scenario(String name) {
        return SCENARIOS.stream()
                .filter(scenario -> scenario.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** As it is of what has been in a file. */
    private static String table(Figures figures, Scenario scenario) throws IOException {
        Path file = Files.createTempFile("figures", ".csv");
        try {
            figures.write(file);
            return new Tables(Figures.read(file), PeersBench.OURS, List.of("Milepost", "Never tried")).table(scenario);
        } finally {
            Files.delete(file);
        }
    }

    private static Absence absence(String subject, Kind kind, String why) {
        return new Absence("run", subject, "latency", kind, why);
    }

    private static Figure figure(String subject, String measure, double value) {
        return new Figure("run-" + value, subject, "1", "latency", measure, value);
    }
}
