package io.milepost.email.recipient;

import io.milepost.fanout.FanoutSettings;
import java.time.Duration;

/**
 * When mail that does not get through for a while is no longer tried.
 *
 * @param softBounces how many are too many, at most {@value #MOST}
 * @param within in such a time
 * @param lasts how long nothing is sent, from the last of them on
 */
public record SuppressionPolicy(int softBounces, Duration within, Duration lasts) {
    /** Soft bounces that are remembered of a recipient. */
    static final int MOST = 20;

    /** Three within seven days: nothing for fourteen days. */
    public static final SuppressionPolicy DEFAULTS = new SuppressionPolicy(3, Duration.ofDays(7), Duration.ofDays(14));

    private static final Duration LEAST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(3_650);

    /** As {@code softBounces}, {@code softBouncesWithin} and {@code softBouncesSuppress} say. */
    public static SuppressionPolicy read(FanoutSettings settings) {
        return new SuppressionPolicy(
                settings.number("softBounces", DEFAULTS.softBounces, 1, MOST),
                duration(settings, "softBouncesWithin", DEFAULTS.within),
                duration(settings, "softBouncesSuppress", DEFAULTS.lasts));
    }

    private static Duration duration(FanoutSettings settings, String key, Duration otherwise) {
        Duration duration = settings.duration(key, otherwise, LEAST);
        if (duration.compareTo(LONGEST) > 0) {
            settings.fault(key, "longer than " + LONGEST.toDays() + "d");
            return otherwise;
        }
        return duration;
    }
}
