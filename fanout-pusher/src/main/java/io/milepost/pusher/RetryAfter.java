package io.milepost.pusher;

import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;

/** HTTP's {@code Retry-After}: seconds, or a date. */
final class RetryAfter {
    /** However long the server wants to be left alone, somebody looks again after this time. */
    static final Duration MOST = Duration.ofMinutes(5);

    private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");

    private RetryAfter() {}

    /** The pause asked for, at most {@link #MOST}; zero if none is, or in words that mean nothing. */
    static Duration of(HttpHeaders headers) {
        return headers.firstValue("Retry-After")
                .map(text -> parse(text.trim(), Instant.now()))
                .orElse(Duration.ZERO);
    }

    static Duration parse(String text, Instant now) {
        Duration asked;
        if (SECONDS.matcher(text).matches()) {
            asked = Duration.ofSeconds(Long.parseLong(text));
        } else {
            try {
                asked = Duration.between(
                        now,
                        ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                                .toInstant());
            } catch (DateTimeException e) {
                return Duration.ZERO;
            }
        }
        if (asked.isNegative()) {
            return Duration.ZERO;
        }
        return asked.compareTo(MOST) > 0 ? MOST : asked;
    }
}
