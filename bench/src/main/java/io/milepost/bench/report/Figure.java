package io.milepost.bench.report;

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
public record Figure(String run, String subject, String version, String scenario, String measure, double value)
        implements Line {
    @Override
    public String text() {
        return String.join(SEPARATOR, run, subject, version, scenario, measure, Double.toString(value));
    }
}
