package io.milepost.launcher;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The metrics in the tables of docs/OPERATIONS.md.
 *
 * @param names as Prometheus has them
 */
record DocumentedMetrics(Set<String> names) {
    private static final Pattern METRIC = Pattern.compile("\\bmilepost_\\w+");
    private static final Pattern ROW =
            Pattern.compile("^\\| `(milepost_\\w+)`(, `(milepost_\\w+)`)? \\|", Pattern.MULTILINE);
    /** Those that a histogram or a summary has beside its name. */
    private static final Pattern PART = Pattern.compile("_(bucket|count|sum|max)$");

    static DocumentedMetrics in(String operations) {
        Set<String> names = new TreeSet<>();
        Matcher row = ROW.matcher(operations);
        while (row.find()) {
            names.add(row.group(1));
            if (row.group(3) != null) {
                names.add(row.group(3));
            }
        }
        return new DocumentedMetrics(names);
    }

    /** Those that these texts name and the tables do not. */
    Set<String> missing(Stream<String> texts) {
        return texts.flatMap(text -> METRIC.matcher(text).results().map(MatchResult::group))
                .filter(name -> !names.contains(name)
                        && !names.contains(PART.matcher(name).replaceFirst("")))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
