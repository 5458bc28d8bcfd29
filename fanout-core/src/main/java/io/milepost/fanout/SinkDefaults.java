package io.milepost.fanout;

import java.time.Duration;

/**
 * How sinks of a kind are best driven; each can be configured otherwise.
 *
 * @param batch events in one call at most
 * @param inFlight calls under way at once at most
 * @param timeout after which a call counts as failed, whatever comes of it later; longer than the sink's own time-outs
 * @param maxAge the age, by the record's time, above which an event is dead-lettered as {@code expired} untried
 */
public record SinkDefaults(int batch, int inFlight, Duration timeout, Duration maxAge) {
    /** One event in a call, 32 calls at once, half a minute for each, a day to be delivered in. */
    public static final SinkDefaults ONE_BY_ONE = new SinkDefaults(1, 32, Duration.ofSeconds(30), Duration.ofDays(1));

    /** The same with so many events in a call. */
    public SinkDefaults batch(int most) {
        return new SinkDefaults(most, inFlight, timeout, maxAge);
    }
}
