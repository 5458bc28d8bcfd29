package io.milepost.fanout.contract;

import io.milepost.channel.Streams;
import io.milepost.event.Json;
import io.milepost.producer.EventPublisher;
import io.milepost.producer.Publication;
import io.milepost.producer.PublisherConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Writes events and remembers them. Any thread; events of one lane must come from one. */
public final class Load implements AutoCloseable {
    private final EventPublisher publisher;
    private final Writing writing;
    private final List<Written> written = new ArrayList<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private volatile Future<?> steady = CompletableFuture.completedFuture(null);

    /** What makes an event's data. */
    @FunctionalInterface
    public interface Writing {
        /** The data of an event. */
        Json data(String stream, String key, int number);
    }

    Load(Streams streams, String bootstrapServers, Writing writing) {
        this.writing = writing;
        this.publisher = new EventPublisher(new PublisherConfig(
                "/contract", streams, Map.of("bootstrap.servers", bootstrapServers), Duration.ofSeconds(30)));
    }

    /** Writes one good event. */
    public Written good(String stream, String key) {
        return write("event", stream, key);
    }

    /** Writes one event that far sides refuse. */
    public Written poison(String stream, String key) {
        return write("poison", stream, key);
    }

    /** Writes so many good events, over all these streams and so many keys. */
    public void spread(int events, List<String> streams, int keys) {
        AtomicLong next = new AtomicLong();
        for (int i = 0; i < events; i++) {
            one(next, streams, keys);
        }
    }

    /** The same steadily, in a thread of its own, until {@link #stop} or the end. */
    public void steadily(int perSecond, List<String> streams, int keys) {
        AtomicLong next = new AtomicLong();
        steady = clock.scheduleAtFixedRate(
                () -> one(next, streams, keys), 0, 1_000_000 / perSecond, TimeUnit.MICROSECONDS);
    }

    /** Ends the steady writing and returns when Kafka has everything written. */
    public void stop() {
        steady.cancel(false);
        // Behind the event that is being written just now.
        CompletableFuture.runAsync(() -> {}, clock).join();
        flush();
    }

    /** Everything written so far, in order. */
    public synchronized List<Written> written() {
        return List.copyOf(written);
    }

    /** Returns when Kafka has everything written. */
    public void flush() {
        publisher.flush();
        written().forEach(event -> event.published().join());
    }

    @Override
    public void close() {
        clock.shutdownNow();
        publisher.close();
    }

    private void one(AtomicLong next, List<String> streams, int keys) {
        long n = next.getAndIncrement();
        good(streams.get((int) (n % streams.size())), "k" + n / streams.size() % keys);
    }

    private synchronized Written write(String kind, String stream, String key) {
        int number = written.size();
        String id = kind + '-' + number;
        Json data = writing.data(stream, key, number);
        Publication publication = new Publication(stream, key, "contract", data, id, null, null);
        Written event = new Written(stream, key, id, data, publisher.publish(publication));
        written.add(event);
        return event;
    }
}
