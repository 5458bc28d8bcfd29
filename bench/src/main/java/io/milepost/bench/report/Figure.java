package io.milepost.bench.report;

import java.util.List;

/**
 * One figure of one run.
 *
 * @param run when the run began, in UTC
 * @param subject whose it is
 * @param version which one of them
 * @param scenario in which it was measured
 * @param measure with its unit
 * @param value NaN if the scenario was gone through without it
 */
public record Figure(String run, String subject, String version, String scenario, String measure, double value) {
    private static final String SEPARATOR = ";";

    static final String HEAD = "run;subject;version;scenario;measure;value";

    String line() {
        return String.join(SEPARATOR, run, subject, version, scenario, measure, Double.toString(value));
    }

    static Figure of(String line) {
        List<String> parts = List.of(line.split(SEPARATOR, -1));
        if (parts.size() != 6) {
            throw new IllegalArgumentException("no figure: " + line);
        }
        return new Figure(
                parts.get(0), parts.get(1), parts.get(2), parts.get(3), parts.get(4), Double.parseDouble(parts.get(5)));
    }
}
