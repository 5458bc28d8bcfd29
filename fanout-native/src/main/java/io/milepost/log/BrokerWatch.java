package io.milepost.log;

import io.milepost.fanout.topic.Stumble;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Whether Kafka answers. What the topics are any broker can say, and one that is silent for seconds is missed. Where a partition
 * ends its leader alone can say, and what a broker led that died has none until the others take it for dead; no other node is told
 * more by then, so that counts only if it lasts.
 *
 * <p>The topics' watch tells; any thread asks. Times are {@link System#nanoTime}.
 */
final class BrokerWatch {
    /** Of any broker's silence, beyond the interval of the watch. */
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(5);
    /** Of some leader's. Kafka takes 9 s to miss a broker if nothing else is set, and some more if that one was the controller. */
    private static final long PATIENCE_WITH_LEADERS = TimeUnit.SECONDS.toNanos(25);

    private final long interval;
    private final Stumble stumble = new Stumble("the topic watch");
    private volatile long some;
    private volatile long all;

    /** Has asked nothing yet. */
    BrokerWatch(Duration interval) {
        this.interval = interval.toNanos();
    }

    /** A broker has answered. */
    void some(long now) {
        some = now;
    }

    /** Everything that was asked has been answered. */
    void all(long now) {
        some = now;
        all = now;
        stumble.recovered();
    }

    /** Something was not answered. Says so and pauses, as {@link Stumble} does. */
    void over(RuntimeException e) {
        stumble.over(e);
    }

    /** What is wrong, in words for an operator; null if nothing is. */
    @Nullable
    String trouble(long now) {
        if (now - some >= interval + PATIENCE) {
            return words("Kafka has not answered for ", now - some);
        }
        if (now - all >= interval + PATIENCE_WITH_LEADERS) {
            return words("Kafka has answered only in part for ", now - all);
        }
        return null;
    }

    private String words(String what, long nanos) {
        String why = stumble.trouble();
        return what + TimeUnit.NANOSECONDS.toSeconds(nanos) + " s" + (why == null ? "" : ": " + why);
    }
}
