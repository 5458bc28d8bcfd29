package io.milepost.log.fact;

import io.milepost.event.Event;
import io.milepost.event.EventWriter;
import io.milepost.fanout.topic.MadeTopic;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Facts on their way to Kafka. One thread hands them over, since Kafka's client may block while the broker is away. Until those who
 * tell them have their places in the topic, they wait here, where no app takes all the room.
 */
public final class KafkaFactLog implements FactLog {
    private static final int WAITING = 10_000;
    private static final long WAITING_BYTES = 16L << 20;
    private static final int PATIENCE_MS = 30_000;
    private static final int BLOCK_MS = 5_000;
    private static final Duration CLOSING = Duration.ofSeconds(2);

    private final Map<String, Object> kafka;
    private final String topic;
    private final Optional<Short> replicas;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Room room = new Room(WAITING, WAITING_BYTES);
    private final CountDownLatch begun = new CountDownLatch(1);
    private final ThreadPoolExecutor sender =
            new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), work -> {
                Thread thread = new Thread(work, "milepost-facts-writer");
                thread.setDaemon(true);
                return thread;
            });
    private volatile @Nullable FactReader reader;

    /**
     * Writes nothing before it {@link #begin begins}.
     *
     * @param kafka settings for a Kafka client
     * @param replicas copies of the topic if it has to be made, -1 for the broker's default; empty to make none
     */
    public KafkaFactLog(Map<String, Object> kafka, String topic, Optional<Short> replicas) {
        this.kafka = kafka;
        this.topic = topic;
        this.replicas = replicas;
        Map<String, Object> settings = new HashMap<>();
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, "milepost-facts");
        settings.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 4 << 20);
        settings.putAll(kafka);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, BLOCK_MS);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, BLOCK_MS);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, PATIENCE_MS);
        producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public void listen(Listener listener) {
        MadeTopic made = FactTopic.made(topic, replicas.orElse((short) -1));
        reader = new FactReader(kafka, made, replicas.isPresent(), listener);
    }

    /** Lets go of what waits, since all who are to tell it would hear it. */
    public void begin() {
        begun.countDown();
    }

    @Override
    public boolean isRead() {
        FactReader reading = reader;
        return reading != null && reading.isRead();
    }

    @Override
    public CompletableFuture<?> write(String key, Event fact) {
        CompletableFuture<Object> written = new CompletableFuture<>();
        long size = fact.data().size();
        if (!room.enter(key, size)) {
            return CompletableFuture.failedFuture(new RejectedExecutionException("too much waits for Kafka"));
        }
        written.whenComplete((done, failure) -> room.leave(key, size));
        long asked = System.nanoTime();
        try {
            sender.execute(() -> hand(key, fact, asked, written));
        } catch (RejectedExecutionException e) {
            written.completeExceptionally(e);
        }
        return written;
    }

    private void hand(String key, Event fact, long asked, CompletableFuture<Object> written) {
        try {
            begun.await();
            if (System.nanoTime() - asked > TimeUnit.MILLISECONDS.toNanos(PATIENCE_MS)) {
                written.completeExceptionally(new TimeoutException("Kafka took nothing for too long"));
                return;
            }
            ProducerRecord<byte[], byte[]> record = EventWriter.write(fact, topic, key);
            producer.send(
                    new ProducerRecord<>(topic, 0, record.key(), record.value(), record.headers()),
                    (position, failure) -> {
                        if (failure == null) {
                            written.complete(position);
                        } else {
                            written.completeExceptionally(failure);
                        }
                    });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            written.completeExceptionally(e);
        } catch (RuntimeException e) {
            written.completeExceptionally(e);
        }
    }

    @Override
    public void close() {
        sender.shutdown();
        try {
            if (!sender.awaitTermination(CLOSING.toMillis(), TimeUnit.MILLISECONDS)) {
                sender.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close(CLOSING);
        FactReader reading = reader;
        if (reading != null) {
            reading.close();
        }
    }
}
