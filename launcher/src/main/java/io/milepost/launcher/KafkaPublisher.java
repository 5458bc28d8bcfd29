package io.milepost.launcher;

import io.milepost.channel.StreamSpec;
import io.milepost.channel.Streams;
import io.milepost.event.Event;
import io.milepost.event.Json;
import io.milepost.gateway.publish.Publisher;
import io.milepost.producer.EventPublisher;
import io.milepost.producer.PublisherConfig;
import io.milepost.schema.DataCheck;
import io.milepost.schema.DataFault;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What clients publish, on its way to Kafka. One thread hands the events over, since Kafka's client may block while the
 * broker is away; what it cannot hand over in time waits, up to a bound, and is refused above that.
 */
final class KafkaPublisher implements Publisher, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(KafkaPublisher.class);
    private static final int WAITING = 10_000;
    private static final long WAITING_BYTES = 64L << 20;
    /** What has waited for so long is not sent any more: its client has been told that it may try again. */
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(5);

    /** For how long it counts that Kafka did not take an event: a node that is asked nothing cannot find out. */
    private static final long REMEMBERED = TimeUnit.SECONDS.toNanos(15);

    private static final Duration CLOSING = Duration.ofSeconds(5);

    private final EventPublisher events;
    private final DataCheck check;
    private final AtomicLong waiting = new AtomicLong();
    private volatile @Nullable Refusal refusal;
    /** When Kafka last took an event, as {@link System#nanoTime}. */
    private volatile long took = System.nanoTime();

    private final ThreadPoolExecutor sender =
            new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), work -> {
                Thread thread = new Thread(work, "milepost-publisher");
                thread.setDaemon(true);
                return thread;
            });

    /**
     * Publishes to these streams.
     *
     * @param check what the data of clients' events has to fit
     */
    KafkaPublisher(Streams streams, Map<String, Object> kafka, DataCheck check) {
        this.check = check;
        Map<String, Object> settings = new HashMap<>(kafka);
        // A client waits for the answer: better none in time than one when it has given up.
        settings.putIfAbsent("max.block.ms", 5_000);
        settings.putIfAbsent("request.timeout.ms", 5_000);
        settings.putIfAbsent("delivery.timeout.ms", 10_000);
        // Who publishes here has asked for faults before, and is answered at once.
        events = new EventPublisher(
                new PublisherConfig("/milepost/clients", streams, settings, CLOSING, DataCheck.NONE));
    }

    @Override
    public List<DataFault> faults(String type, Json data) {
        return check.faults(type, data);
    }

    @Override
    public CompletableFuture<?> publish(StreamSpec stream, String key, Event event) {
        CompletableFuture<Object> published = new CompletableFuture<>();
        long size = event.data().size();
        if (waiting.addAndGet(size) > WAITING_BYTES) {
            waiting.addAndGet(-size);
            return CompletableFuture.failedFuture(new RejectedExecutionException("too much waits for Kafka"));
        }
        published.whenComplete((position, failure) -> waiting.addAndGet(-size));
        long asked = System.nanoTime();
        try {
            sender.execute(() -> {
                if (System.nanoTime() - asked > PATIENCE) {
                    published.completeExceptionally(new TimeoutException("Kafka took nothing for too long"));
                } else {
                    hand(stream, key, event, published);
                }
            });
        } catch (RejectedExecutionException e) {
            published.completeExceptionally(e);
        }
        return published;
    }

    /**
     * Kafka takes nothing if it did not take an event, less than fifteen seconds ago, nor any other since that one was handed over.
     * Where others are taken, only a part of Kafka is away.
     */
    @Override
    public @Nullable String away() {
        Refusal last = refusal;
        if (last == null || System.nanoTime() - last.at() > REMEMBERED) {
            return null;
        }
        return "Kafka does not take what clients publish: " + last.why();
    }

    /** That Kafka did not take an event, though nothing was wrong with it. */
    private record Refusal(long at, String why) {}

    private void hand(StreamSpec stream, String key, Event event, CompletableFuture<Object> published) {
        long handed = System.nanoTime();
        events.publish(stream, key, event).whenComplete((position, failure) -> {
            Throwable cause = failure == null ? null : failure.getCause();
            if (cause instanceof RetriableException && took - handed < 0) {
                refused(cause.getClass().getSimpleName());
            }
            if (failure == null) {
                taken();
                published.complete(position);
            } else {
                published.completeExceptionally(failure);
            }
        });
    }

    private void refused(String why) {
        if (refusal == null) {
            log.warn("Kafka does not take what clients publish: {}", why);
        }
        refusal = new Refusal(System.nanoTime(), why);
    }

    private void taken() {
        took = System.nanoTime();
        if (refusal != null) {
            refusal = null;
            log.info("Kafka takes what clients publish again");
        }
    }

    /** Waits for what has been handed over. */
    @Override
    public void close() {
        sender.shutdown();
        events.close();
    }
}
