package io.milepost.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What docs/OPERATIONS.md says of each kind of trouble, in its order. */
public final class TroubleTable {
    private static final Pattern ROW = Pattern.compile(
            "^\\| ([^|]+) \\| `(milepost_[^`]+)` (grows|is 0|is 1) \\| (ready|waiting) \\| `([^`]+)` \\| [^|]{20,} \\|$",
            Pattern.MULTILINE);
    private static final Pattern SECTION = Pattern.compile("^## Trouble$(.*?)^## ", Pattern.MULTILINE | Pattern.DOTALL);

    private TroubleTable() {}

    /**
     * One kind.
     *
     * @param series the metric that tells of it, perhaps with tags
     * @param does {@code grows}, {@code is 0} or {@code is 1}
     * @param status what {@code /readyz} says meanwhile
     * @param line what stands in a line of the log
     */
    public record Row(String trouble, String series, String does, String status, String line) {
        /** Whether the metric tells of it. */
        public boolean isTold(double before, double now) {
            return switch (does) {
                case "grows" -> now > before;
                case "is 0" -> now == 0;
                default -> now == 1;
            };
        }
    }

    /** All rows, by what stands first in them. */
    public static Map<String, Row> read() {
        String document;
        try {
            document = Files.readString(Path.of("../docs/OPERATIONS.md"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Matcher section = SECTION.matcher(document);
        assertThat(section.find()).isTrue();
        Map<String, Row> rows = new LinkedHashMap<>();
        Matcher row = ROW.matcher(section.group(1));
        while (row.find()) {
            rows.put(row.group(1), new Row(row.group(1), row.group(2), row.group(3), row.group(4), row.group(5)));
        }
        long lines =
                section.group(1).lines().filter(line -> line.startsWith("| ")).count();
        assertThat(rows).as("rows that can be read").hasSize((int) lines - 2);
        return rows;
    }
}
