package io.milepost.launcher.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The tables in docs/CAPACITY.md are what the model reckons; {@code -Ddocs=write} writes them. */
class CapacityDocumentTest {
    private static final Path DOCUMENT = Path.of("../docs/CAPACITY.md");
    private static final Machines MACHINES = new Machines(50_000, 4, 8, 10, 3);

    @Test
    void theTablesAreWhatTheModelReckons() throws IOException {
        String document = Files.readString(DOCUMENT);
        String expected = with(document, "constants", constants());
        expected = with(expected, "1 million", table(1_000_000));
        expected = with(expected, "10 million", table(10_000_000));
        if ("write".equals(System.getProperty("docs"))) {
            Files.writeString(DOCUMENT, expected);
        } else {
            assertThat(document)
                    .as("mvn test -pl launcher -Dtest=CapacityDocumentTest -Ddocs=write")
                    .isEqualTo(expected);
        }
    }

    private static String with(String document, String name, String table) {
        String begin = "<!-- " + name + ": written by CapacityDocumentTest -->\n";
        String end = "<!-- end of " + name + " -->\n";
        assertThat(document).containsOnlyOnce(begin).containsOnlyOnce(end);
        return document.substring(0, document.indexOf(begin) + begin.length())
                + table
                + document.substring(document.indexOf(end));
    }

    private static String constants() {
        return "| constant | value | is | source |\n| --- | --- | --- | --- |\n"
                + Constant.ALL.stream()
                        .map(one ->
                                "| %s | %s | %s | %s |\n".formatted(one.what(), value(one), one.basis(), one.source()))
                        .collect(Collectors.joining());
    }

    private static String value(Constant one) {
        return String.format(Locale.ROOT, one.value() == Math.rint(one.value()) ? "%,.0f" : "%.2f", one.value());
    }

    /** The loads that the document names. */
    private static Map<String, Load> loads(long connections) {
        Map<String, Load> loads = new LinkedHashMap<>();
        loads.put("quiet", new Load(connections, connections / 60.0 / 10, 10, 300, 368, true));
        loads.put("busy", new Load(connections, connections / 100.0, 100, 300, 368, true));
        loads.put("busy, without presence", new Load(connections, connections / 100.0, 100, 300, 368, false));
        loads.put("broadcast", new Load(connections, 1, connections, 300, 368, true));
        return loads;
    }

    private static String table(long connections) {
        Map<String, Load> loads = loads(connections);
        Map<String, List<String>> rows = new LinkedHashMap<>();
        loads.values()
                .forEach(load -> Need.of(load, MACHINES)
                        .lines()
                        .forEach(line -> rows.computeIfAbsent(line.what(), first -> new ArrayList<>())
                                .add(line.value())));
        return "| | " + String.join(" | ", loads.keySet()) + " |\n|" + " --- |".repeat(loads.size() + 1) + "\n"
                + rows.entrySet().stream()
                        .map(row -> "| " + row.getKey() + " | " + String.join(" | ", row.getValue()) + " |\n")
                        .collect(Collectors.joining());
    }
}
