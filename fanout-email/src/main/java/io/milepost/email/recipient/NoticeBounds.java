package io.milepost.email.recipient;

import io.milepost.email.feedback.Feedback;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How large notices may be, and from when to when: whatever a stranger makes a provider tell us stays small. */
final class NoticeBounds {
    /** Bytes of JSON. */
    static final int MOST_BYTES = 64 * 1024;

    static final int MOST_ADDRESS = 320;
    static final int MOST_NAME = 256;
    static final int MOST_ID = 1_000;
    static final int MOST_CATEGORIES = 64;
    private static final int MOST_CATEGORY = 64;
    private static final int MOST_DETAIL = 1_000;
    private static final int MOST_TAGS = 50;

    /** Within them, time can be calculated with. */
    private static final Instant FIRST = Instant.parse("2000-01-01T00:00:00Z");

    private static final Instant LAST = Instant.parse("2200-01-01T00:00:00Z");

    private NoticeBounds() {}

    static Feedback check(Feedback feedback) {
        text("provider", feedback.provider(), MOST_NAME);
        text("id", feedback.id(), MOST_ID);
        text("address", feedback.address(), MOST_ADDRESS);
        text("messageId", feedback.messageId(), MOST_ID);
        time("at", feedback.at());
        if (feedback.tags().size() > MOST_TAGS) {
            throw new UnreadableException("tags: there are more than " + MOST_TAGS);
        }
        feedback.tags().forEach((name, value) -> {
            text("tags", name, MOST_NAME);
            text("tags." + name, value, MOST_NAME);
        });
        return feedback.detail().length() <= MOST_DETAIL
                ? feedback
                : new Feedback(
                        feedback.provider(),
                        feedback.id(),
                        feedback.kind(),
                        feedback.address(),
                        feedback.messageId(),
                        feedback.tags(),
                        feedback.at(),
                        cut(feedback.detail()));
    }

    private static String cut(String detail) {
        int end = Character.isHighSurrogate(detail.charAt(MOST_DETAIL - 2)) ? MOST_DETAIL - 2 : MOST_DETAIL - 1;
        return detail.substring(0, end) + "…";
    }

    static Map<String, Boolean> categories(Map<String, Boolean> categories) {
        if (categories.size() > MOST_CATEGORIES) {
            throw new UnreadableException("categories: there are more than " + MOST_CATEGORIES);
        }
        categories.keySet().forEach(name -> category("categories", name));
        return Map.copyOf(categories);
    }

    /** Names of categories are checked where they are configured; here only that they can be one. */
    static void category(String field, @Nullable String name) {
        text(field, name, MOST_CATEGORY);
        if (name != null && (name.isBlank() || name.equals(Preferences.ALL))) {
            throw new UnreadableException(field + ": that is no name of a category");
        }
    }

    static void text(String field, @Nullable String text, int most) {
        if (text != null && text.length() > most) {
            throw new UnreadableException(field + ": longer than " + most + " characters");
        }
    }

    static void time(String field, @Nullable Instant time) {
        if (time != null && (time.isBefore(FIRST) || time.isAfter(LAST))) {
            throw new UnreadableException(field + ": not between " + FIRST + " and " + LAST);
        }
    }
}
