package io.milepost.bench;

import io.milepost.event.Json;
import io.milepost.producer.EventPublisher;
import io.milepost.producer.Publication;
import io.milepost.producer.PublisherConfig;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongFunction;

/**
 * Publishes at a fixed rate, whatever becomes of it. Each event says when it was due, not when it was sent, so that a
 * stall counts in the latency of everything behind it.
 */
final class Speaker implements AutoCloseable {
    private final EventPublisher publisher;
    private final List<String> keys;
    private final LongFunction<String> data;

    /**
     * A speaker on the stream {@code activity}.
     *
     * @param size bytes of an event's data
     */
    Speaker(PublisherConfig config, List<String> keys, int size) {
        this(config, keys, filled("x".repeat(Math.max(0, size - "{\"x\":\"\",\"t\":1234567890123456}".length()))));
    }

    /**
     * The same with data of one's own.
     *
     * @param data an event's, given when it is due in microseconds
     */
    Speaker(PublisherConfig config, List<String> keys, LongFunction<String> data) {
        this.publisher = new EventPublisher(config);
        this.keys = List.copyOf(keys);
        this.data = data;
    }

    private static LongFunction<String> filled(String filler) {
        return due -> "{\"x\":\"" + filler + "\",\"t\":" + due + "}";
    }

    /** Publishes so many events a second for so long. Returns how many. */
    int speak(double perSecond, double seconds) {
        int count = (int) (perSecond * seconds);
        long began = System.nanoTime();
        for (int i = 0; i < count; i++) {
            long due = began + (long) (i * 1e9 / perSecond);
            long early = due - System.nanoTime();
            if (early > TimeUnit.MICROSECONDS.toNanos(50)) {
                LockSupport.parkNanos(early);
            }
            publish(i, Clock.micros() - (System.nanoTime() - due) / 1_000);
        }
        return count;
    }

    private void publish(int i, long dueMicros) {
        publisher.publish(
                Publication.of("activity", keys.get(i % keys.size()), "bench", Json.of(data.apply(dueMicros))));
    }

    @Override
    public void close() {
        publisher.close();
    }
}
