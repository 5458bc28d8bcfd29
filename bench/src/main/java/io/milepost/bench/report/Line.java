package io.milepost.bench.report;

import java.util.List;

/** A line of the file of figures: something measured, or why it was not. */
public sealed interface Line permits Figure, Absence {
    /** What stands between a line's six parts, and in none of them. */
    String SEPARATOR = ";";

    /** When the run began, in UTC. */
    String run();

    /** Whose it is. */
    String subject();

    /** In which scenario. */
    String scenario();

    /** As it stands in the file. */
    String text();

    /** The line that such a text is; one that is none is refused. */
    static Line of(String text) {
        List<String> parts = List.of(text.split(SEPARATOR, -1));
        if (parts.size() != 6) {
            throw new IllegalArgumentException("no line of figures: " + text);
        }
        return Absence.Kind.of(parts.get(4))
                .<Line>map(kind -> new Absence(parts.get(0), parts.get(1), parts.get(3), kind, parts.get(5)))
                .orElseGet(() -> new Figure(
                        parts.get(0),
                        parts.get(1),
                        parts.get(2),
                        parts.get(3),
                        parts.get(4),
                        Double.parseDouble(parts.get(5))));
    }
}
