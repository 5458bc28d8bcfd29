package io.milepost.log.peer;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this node says, on its way to Kafka. One thread hands it over, since Kafka's client may block while the broker is away.
 * Signals that find too many others waiting, or have waited for too long, are dropped. Any thread.
 */
final class PeerWriter implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PeerWriter.class);
    private static final int WAITING = 10_000;
    private static final long WAITING_BYTES = 8L << 20;
    private static final int FRESH_MS = 5_000;
    private static final int MOST_BYTES = 2 << 20;

    private final byte[] key;
    private final PeerTopics topics;
    private final LongAdder dropped;
    private final KafkaProducer<byte[], byte[]> producer;
    private final AtomicInteger stated = new AtomicInteger();
    private final LongAdder unheard = new LongAdder();
    private final AtomicBoolean isHeard = new AtomicBoolean(true);
    private final AtomicLong waiting = new AtomicLong();
    private final ThreadPoolExecutor sender =
            new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), work -> {
                Thread thread = new Thread(work, "milepost-peers-writer");
                thread.setDaemon(true);
                return thread;
            });

    PeerWriter(Map<String, Object> kafka, PeerTopics topics, String self, LongAdder dropped) {
        this.key = self.getBytes(US_ASCII);
        this.topics = topics;
        this.dropped = dropped;
        Map<String, Object> settings = new HashMap<>();
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, "milepost-peers");
        // A broker that comes back is to be found soon: leases run.
        settings.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MOST_BYTES);
        settings.putAll(kafka);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        // What is older is of no use to anybody.
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, FRESH_MS);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, FRESH_MS - 1_000);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, FRESH_MS);
        producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    void state(byte[] statement) {
        stated.incrementAndGet();
        hand(topics.presence(), statement, taken -> {
            heard(taken);
            stated.decrementAndGet();
        });
    }

    private void heard(boolean taken) {
        if (!taken) {
            unheard.increment();
        }
        if (isHeard.getAndSet(taken) == taken) {
            return;
        }
        if (taken) {
            log.info("{} takes what this node says of presence again", topics.presence());
        } else {
            log.warn(
                    "{} does not take what this node says of presence; without it, others take it for gone",
                    topics.presence());
        }
    }

    /** Statements that were not taken. */
    long unheard() {
        return unheard.sum();
    }

    boolean isSettled() {
        return stated.get() == 0;
    }

    /** Fails if it is dropped. */
    CompletableFuture<?> signal(byte[] signal) {
        CompletableFuture<Object> said = new CompletableFuture<>();
        if (waiting.addAndGet(signal.length) > WAITING_BYTES) {
            waiting.addAndGet(-signal.length);
            dropped.increment();
            said.completeExceptionally(new RejectedExecutionException("too much waits for Kafka"));
            return said;
        }
        hand(topics.signals(), signal, taken -> {
            waiting.addAndGet(-signal.length);
            if (taken) {
                said.complete(topics.signals());
            } else {
                dropped.increment();
                said.completeExceptionally(new IOException("Kafka did not take it"));
            }
        });
        return said;
    }

    /** Told once whether Kafka has it. */
    @FunctionalInterface
    private interface Settled {
        void by(boolean taken);
    }

    private void hand(String topic, byte[] value, Settled settled) {
        long asked = System.nanoTime();
        try {
            sender.execute(() -> {
                if (System.nanoTime() - asked > TimeUnit.MILLISECONDS.toNanos(FRESH_MS)) {
                    settled.by(false);
                } else {
                    send(topic, value, settled);
                }
            });
        } catch (RejectedExecutionException e) {
            settled.by(false);
        }
    }

    /** Kafka's client says what is wrong by its answer, unless it cannot even take it. */
    private void send(String topic, byte[] value, Settled settled) {
        try {
            producer.send(
                    new ProducerRecord<>(topic, 0, key, value), (position, failure) -> settled.by(failure == null));
        } catch (RuntimeException e) {
            settled.by(false);
        }
    }

    /** What is on its way has two seconds. */
    @Override
    public void close() {
        sender.shutdownNow();
        producer.close(Duration.ofSeconds(2));
    }
}
