package io.milepost.bench.report;

import io.milepost.bench.scenario.Measure;
import io.milepost.bench.scenario.Scenario;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** A scenario's chief measure as bars, in SVG: readable on a light and on a dark page, without a script. */
public final class Plot {
    private static final int NAMES = 190;
    private static final int BARS = 430;
    private static final int VALUES = 120;
    private static final int ROW = 26;
    private static final int TOP = 40;

    private final Figures figures;
    private final Scenario scenario;
    private final Measure measure;

    /** A plot. */
    public Plot(Figures figures, Scenario scenario) {
        this.figures = figures;
        this.scenario = scenario;
        this.measure = scenario.measures().get(0);
    }

    /** The picture. */
    public String svg() {
        List<String> subjects = figures.subjects(scenario.name());
        double most = subjects.stream()
                .mapToDouble(subject -> median(subject).orElse(0))
                .max()
                .orElse(0);
        int height = TOP + ROW * subjects.size() + 6;
        StringBuilder svg = new StringBuilder("""
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" role="img" font-family="sans-serif" font-size="13">
                <title>%3$s</title>
                <style>text{fill:#24292f}.bar{fill:#8a94a0}.own{fill:#0a7d5a}@media (prefers-color-scheme:dark){text{fill:#d8dee4}}</style>
                <text x="4" y="18" font-weight="bold">%4$s: %3$s (%5$s)</text>
                """.formatted(
                        NAMES + BARS + VALUES,
                        height,
                        escaped(measure.name()),
                        scenario.name(),
                        measure.better() == Measure.Better.LESS ? "less is better" : "more is better"));
        for (int i = 0; i < subjects.size(); i++) {
            svg.append(bar(subjects.get(i), TOP + ROW * i, most));
        }
        return svg.append("</svg>\n").toString();
    }

    private String bar(String subject, int y, double most) {
        OptionalDouble value = median(subject);
        double width = most > 0 && value.isPresent() ? Math.max(1, BARS * value.getAsDouble() / most) : 0;
        return String.format(
                Locale.ROOT,
                """
                <text x="%d" y="%d" text-anchor="end">%s</text>
                <rect class="%s" x="%d" y="%d" width="%.1f" height="%d" rx="2"/>
                <text x="%.1f" y="%d">%s</text>
                """,
                NAMES - 8,
                y + 15,
                escaped(subject),
                subject.startsWith("Milepost") ? "own" : "bar",
                NAMES,
                y,
                width,
                ROW - 6,
                NAMES + width + 6,
                y + 15,
                value.isPresent() ? measure.print(value.getAsDouble()) : none(subject));
    }

    private String none(String subject) {
        return figures.absence(scenario.name(), subject)
                .map(absence -> absence.kind().word())
                .orElse("–");
    }

    private OptionalDouble median(String subject) {
        return figures.median(scenario.name(), subject, measure.name());
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }
}
