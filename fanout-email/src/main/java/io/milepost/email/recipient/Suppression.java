package io.milepost.email.recipient;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A time in which a recipient gets nothing.
 *
 * @param since when its cause was told last
 * @param until when it ends by itself, or null for never
 */
record Suppression(Instant since, @Nullable Instant until) {
    boolean holds(Instant now) {
        return until == null || now.isBefore(until);
    }

    /** Of two for the same reason the one whose cause is younger, or which ends later. */
    static Suppression younger(Suppression one, Suppression other) {
        int order = one.since.compareTo(other.since);
        return order > 0 || (order == 0 && one.endsAfter(other)) ? one : other;
    }

    boolean endsAfter(Suppression other) {
        return other.until != null && (until == null || until.isAfter(other.until));
    }
}
