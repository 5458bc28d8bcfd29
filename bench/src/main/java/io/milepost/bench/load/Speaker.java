package io.milepost.bench.load;

import io.milepost.producer.PublisherConfig;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongFunction;
import java.util.function.LongUnaryOperator;

/**
 * Publishes at a fixed rate, whatever becomes of it. Each event says when it was due, not when it was sent, so that a
 * stall counts in the latency of everything behind it.
 */
public final class Speaker implements AutoCloseable {
    /** Stands once in each event that is not made by somebody else. */
    public static final char MARK = '~';

    private final Feed feed;
    private final List<String> keys;
    private final LongFunction<String> data;
    private final Map<Long, Long> acknowledged = new ConcurrentHashMap<>();
    private boolean isTracking;

    /**
     * A speaker on the stream {@code activity}.
     *
     * @param size bytes of an event's data
     */
    public Speaker(PublisherConfig config, List<String> keys, int size) {
        this(config, keys, filled(size));
    }

    /** The same through something else, which is closed with it. */
    public Speaker(Feed feed, List<String> keys, int size) {
        this(feed, keys, filled(size));
    }

    /**
     * The same with data of one's own.
     *
     * @param data an event's, given when it is due in microseconds
     */
    public Speaker(PublisherConfig config, List<String> keys, LongFunction<String> data) {
        this(new StreamFeed(config), keys, data);
    }

    private Speaker(Feed feed, List<String> keys, LongFunction<String> data) {
        this.feed = feed;
        this.keys = List.copyOf(keys);
        this.data = data;
    }

    private static LongFunction<String> filled(int size) {
        String filler = "x".repeat(Math.max(0, size - "{\"x\":\"~\",\"t\":1234567890123456}".length()));
        return due -> "{\"x\":\"" + MARK + filler + "\",\"t\":" + due + "}";
    }

    /**
     * From now on keeps when the far side said that it has an event.
     *
     * @return that time by the time an event was due, both in microseconds since 1970; now, if it has not said so yet
     */
    public LongUnaryOperator acknowledgements() {
        isTracking = true;
        return due -> acknowledged.getOrDefault(due, Clock.micros());
    }

    /** Publishes so many events a second for so long; the last one's share of that time is over as well when it returns how many. */
    public int speak(double perSecond, double seconds) {
        int count = (int) (perSecond * seconds);
        long began = System.nanoTime();
        for (int i = 0; i < count; i++) {
            long due = began + (long) (i * 1e9 / perSecond);
            await(due);
            long dueAt = Clock.at(due);
            CompletionStage<?> taken = feed.publish(keys.get(i % keys.size()), data.apply(dueAt));
            if (isTracking) {
                taken.thenRun(() -> acknowledged.put(dueAt, Clock.micros()));
            }
        }
        await(began + (long) (count * 1e9 / perSecond));
        return count;
    }

    private static void await(long due) {
        for (long early = due - System.nanoTime();
                early > TimeUnit.MICROSECONDS.toNanos(50);
                early = due - System.nanoTime()) {
            LockSupport.parkNanos(early);
        }
    }

    @Override
    public void close() {
        feed.close();
    }
}
