package io.milepost.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.bench.PeersBench;
import io.milepost.bench.report.Document;
import io.milepost.bench.report.Figure;
import io.milepost.bench.report.Figures;
import io.milepost.bench.report.Tables;
import io.milepost.bench.scenario.Latency;
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
            document.write(figures, SCENARIOS, PeersBench.OURS);
        }
        assertThat(document.file()).hasContent(document.text(figures, SCENARIOS, PeersBench.OURS));
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
        Path file = Files.createTempFile("figures", ".csv");
        figures.write(file);
        String table = new Tables(Figures.read(file), PeersBench.OURS).table(latency);
        Files.delete(file);
        assertThat(table)
                .contains("| Milepost | 1 | 3 | 1.00 | 4.00 (2.00 to 9.00) | – |")
                .contains("| Another | 1 | 1 | 0.50 | 2.00 | – |")
                .contains("| Absent-minded | 1 | 1 |  | – | – |");
    }

    private static Figure figure(String subject, String measure, double value) {
        return new Figure("run-" + value, subject, "1", "latency", measure, value);
    }
}
