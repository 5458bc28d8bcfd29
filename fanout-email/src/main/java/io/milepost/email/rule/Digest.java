package io.milepost.email.rule;

import java.time.DayOfWeek;
import java.time.LocalTime;

/**
 * That several events become one mail.
 *
 * @param every how long is collected for
 * @param at when in the recipient's day a daily or weekly digest goes out
 * @param on the day of a weekly one
 * @param by a JMESPath over the event: one digest for each value of it; {@code null} in JMESPath's own words for one in all
 * @param most events that are kept for one mail; of more, only the count is
 */
public record Digest(Every every, LocalTime at, DayOfWeek on, String by, int most) {
    /** How long is collected for. */
    public enum Every {
        /** From one full hour to the next. */
        HOUR,
        /** A day. */
        DAY,
        /** A week. */
        WEEK
    }
}
