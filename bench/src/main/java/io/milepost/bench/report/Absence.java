package io.milepost.bench.report;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Why a subject has no figures in a scenario of one run. In the file it has no version, and its kind stands where figures have
 * their measure.
 *
 * @param run when the run began, in UTC
 * @param why in a few words; what would end a line or a cell of a table is taken out, and what is too long is cut
 */
public record Absence(String run, String subject, String scenario, Kind kind, String why) implements Line {
    private static final int LONGEST = 120;

    /** What kept it. */
    public enum Kind {
        /** It is not on the machine. */
        ABSENT,
        /** It is, and could not start or not go through the scenario. */
        FAILED;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Optional<Kind> of(String word) {
            return Arrays.stream(values())
                    .filter(kind -> kind.word().equals(word))
                    .findFirst();
        }
    }

    public Absence {
        why = why.replaceAll("\\s+", " ")
                .replace(SEPARATOR, ",")
                .replace('|', '/')
                .strip();
        why = why.length() > LONGEST ? why.substring(0, LONGEST - 1) + "…" : why;
    }

    /** As it is told in a table. */
    String told() {
        return kind.word() + ": " + why;
    }

    @Override
    public String text() {
        return String.join(SEPARATOR, run, subject, "", scenario, kind.word(), why);
    }
}
