package io.milepost.email.recipient;

import io.milepost.email.SuppressedEmail.Reason;
import io.milepost.email.feedback.Feedback.Kind;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Notices by the throw of a die, near enough to each other in time to meet. */
record AnyNotices(Random random) {
    private static final List<Kind> KINDS = List.of(
            Kind.HARD_BOUNCE, Kind.COMPLAINT, Kind.SOFT_BOUNCE, Kind.SOFT_BOUNCE, Kind.SOFT_BOUNCE, Kind.UNSUBSCRIBED);

    /** Without deliveries, of which the order does count. */
    List<Notice> some() {
        return IntStream.range(0, 1 + random.nextInt(12)).mapToObj(i -> one()).toList();
    }

    Notice one() {
        Instant at = RecipientStateTest.day(random.nextInt(12));
        String address = random.nextBoolean() ? "ada@example.com" : "Ada@Example.com";
        return switch (random.nextInt(8)) {
            case 0 -> new Notice.Unsubscribed(category(), at, null);
            case 1 -> new Notice.Resubscribed(category(), at);
            case 2 ->
                new Notice.PreferencesChanged(
                        Map.of("news", random.nextBoolean(), "digest", random.nextBoolean()), locale(), zone(), at);
            case 3 -> new Notice.Lifted(address, at);
            case 4 ->
                new Notice.Suppressed(
                        address,
                        any(List.of(Reason.values())),
                        at,
                        random.nextBoolean() ? null : at.plusSeconds(99_999));
            default ->
                new Notice.Told(RecipientStateTest.feedback(
                        any(KINDS), at, random.nextBoolean() ? Map.of() : Map.of(Notice.CATEGORY_TAG, "news")));
        };
    }

    private @Nullable String category() {
        return random.nextInt(3) == 0 ? null : any(List.of("news", "digest"));
    }

    private @Nullable Locale locale() {
        return random.nextBoolean() ? null : any(List.of(Locale.GERMAN, Locale.FRENCH, Locale.forLanguageTag("pt-BR")));
    }

    private @Nullable ZoneId zone() {
        return random.nextBoolean() ? null : ZoneId.of(any(List.of("Europe/Berlin", "UTC", "+02:00")));
    }

    private <T> T any(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }
}
