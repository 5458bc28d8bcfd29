package io.milepost.email.ledger;

import org.jspecify.annotations.Nullable;

/**
 * What is known of one request.
 *
 * @param phase how far it is
 * @param at since when, in milliseconds since 1970
 * @param rule by which it was made
 * @param category of the rule
 * @param recipientId who it is to
 * @param userId what the application calls them, or null
 * @param isThrottled whether it counts against a throttle of its rule
 */
public record Entry(
        Phase phase,
        long at,
        String rule,
        String category,
        String recipientId,
        @Nullable String userId,
        boolean isThrottled) {
    /** The same in another phase since then. */
    public Entry in(Phase next, long since) {
        return new Entry(next, since, rule, category, recipientId, userId, isThrottled);
    }
}
