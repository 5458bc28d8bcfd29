package io.milepost.event;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Points in time as text: RFC 3339, UTC. */
public final class Rfc3339 {
    private static final String SHAPE = "dddd-dd-ddTdd:dd:dd";

    private Rfc3339() {}

    /** The text for this many milliseconds since 1970. */
    public static String of(long epochMillis) {
        return Instant.ofEpochMilli(epochMillis).toString();
    }

    /** The text for now, in milliseconds. */
    public static String now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
    }

    /**
     * Brings a timestamp to UTC. One that is in UTC already is handed back as it came, without being parsed into numbers.
     *
     * @return null if the text is no RFC 3339 timestamp
     */
    public static @Nullable String normalise(String text) {
        if (isPlainUtc(text)) {
            return text;
        }
        try {
            return OffsetDateTime.parse(text).toInstant().toString();
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static boolean isPlainUtc(String text) {
        int last = text.length() - 1;
        if (last < SHAPE.length() || last > SHAPE.length() + 10 || text.charAt(last) != 'Z') {
            return false;
        }
        for (int i = 0; i < SHAPE.length(); i++) {
            char want = SHAPE.charAt(i);
            char c = text.charAt(i);
            if (want == 'd' ? !isDigit(c) : c != want) {
                return false;
            }
        }
        if (last > SHAPE.length()) {
            if (text.charAt(SHAPE.length()) != '.' || last == SHAPE.length() + 1) {
                return false;
            }
            for (int i = SHAPE.length() + 1; i < last; i++) {
                if (!isDigit(text.charAt(i))) {
                    return false;
                }
            }
        }
        return between(text, 5, 1, 12)
                && between(text, 8, 1, 28)
                && between(text, 11, 0, 23)
                && between(text, 14, 0, 59)
                && between(text, 17, 0, 59);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean between(String text, int at, int least, int most) {
        int number = (text.charAt(at) - '0') * 10 + text.charAt(at + 1) - '0';
        return number >= least && number <= most;
    }
}
