package io.milepost.email.recipient;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a recipient wants, as far as they said so; of each thing, what they said last.
 *
 * @param categories by name, or {@link #ALL}
 * @param locale their language, or null
 * @param zone where their days begin, or null
 */
record Preferences(
        Map<String, Said<Preferences.Wish>> categories,
        @Nullable Said<Locale> locale,
        @Nullable Said<ZoneId> zone) {
    static final Preferences NONE = new Preferences(Map.of(), null, null);

    /** Stands for every category that is not spoken of later. */
    static final String ALL = "*";

    /** What can be said of a category; of two at the same moment the later one here holds. */
    enum Wish {
        ON,
        OFF,
        UNSUBSCRIBED
    }

    /** Something that was said, and when. */
    record Said<T>(T what, Instant at) {}

    Preferences {
        categories = Map.copyOf(categories);
    }

    /** What holds for a category. */
    Wish wish(String category) {
        Said<Wish> all = categories.get(ALL);
        Said<Wish> one = categories.get(category);
        if (all == null || one == null) {
            return one != null ? one.what() : all != null ? all.what() : Wish.ON;
        }
        return later(one, all, Comparator.naturalOrder()).what();
    }

    Preferences with(@Nullable String category, Wish wish, Instant at) {
        Map<String, Said<Wish>> more = new HashMap<>(categories);
        more.merge(
                category == null ? ALL : category,
                new Said<>(wish, at),
                (one, other) -> later(one, other, Comparator.naturalOrder()));
        return new Preferences(more, locale, zone);
    }

    Preferences with(Notice.PreferencesChanged notice) {
        Preferences now = this;
        for (Map.Entry<String, Boolean> said : notice.categories().entrySet()) {
            now = now.with(said.getKey(), said.getValue() ? Wish.ON : Wish.OFF, notice.at());
        }
        return new Preferences(
                now.categories,
                later(locale, notice.locale(), notice.at(), Comparator.comparing(Locale::toLanguageTag)),
                later(zone, notice.zone(), notice.at(), Comparator.comparing(ZoneId::getId)));
    }

    private static <T> @Nullable Said<T> later(
            @Nullable Said<T> before, @Nullable T what, Instant at, Comparator<T> same) {
        if (what == null) {
            return before;
        }
        Said<T> now = new Said<>(what, at);
        return before == null ? now : later(before, now, same);
    }

    private static <T> Said<T> later(Said<T> one, Said<T> other, Comparator<? super T> same) {
        int order = one.at().compareTo(other.at());
        return order > 0 || (order == 0 && same.compare(one.what(), other.what()) > 0) ? one : other;
    }
}
