package io.milepost.email.webhook;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.milepost.email.feedback.Feedback;
import java.time.Duration;
import java.util.List;

/**
 * The feedback that was kept lately, by its ids, so that what a provider says again is not kept again. Only spares work: what
 * slips through is dropped by the ledger. Safe for any thread.
 */
final class SeenFeedback {
    private static final long MOST = 100_000;
    private static final Duration KEPT = Duration.ofDays(1);

    private final Cache<String, Boolean> seen =
            Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(KEPT).build();

    /** Those of which nothing is known yet. */
    List<Feedback> unseen(List<Feedback> feedback) {
        return feedback.stream()
                .filter(one -> seen.getIfPresent(key(one)) == null)
                .toList();
    }

    /** Notes what has been kept. */
    void kept(List<Feedback> feedback) {
        feedback.forEach(one -> seen.put(key(one), true));
    }

    private static String key(Feedback feedback) {
        return feedback.provider() + ' ' + feedback.id();
    }
}
