package io.milepost.fanout.trail;

import io.milepost.fanout.topic.Stumble;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A trail in Kafka. Steps wait in a bounded queue for a thread of its own, which alone waits for Kafka; what finds the queue full,
 * and what Kafka does not take, is dropped.
 */
public final class KafkaTrail implements Trail {
    private static final Logger log = LoggerFactory.getLogger(KafkaTrail.class);
    private static final int WAITING = 10_000;
    private static final int PATIENCE_MS = 5_000;
    private static final long LOOK_EVERY_MS = 200;
    private static final long CLOSING_MS = 2_000;

    /** Where Kafka is not to be had, it is tried again after so long; steps are dropped meanwhile. */
    private static final long PAUSE = TimeUnit.SECONDS.toNanos(10);

    private final String fanout;
    private final TrailTopic topic;
    private final Map<String, Object> kafka;
    private final Runnable dropped;
    private final BlockingQueue<TrailStep> waiting = new ArrayBlockingQueue<>(WAITING);
    private final Stumble stumble;
    private final Thread thread;
    private volatile boolean closed;

    /**
     * Begins to write.
     *
     * @param fanout whose trail it is, for names of threads and clients
     * @param kafka settings for Kafka's clients
     * @param dropped told of each step that is lost; any thread
     */
    public KafkaTrail(String fanout, TrailTopic topic, Map<String, Object> kafka, Runnable dropped) {
        this.fanout = fanout;
        this.topic = topic;
        this.kafka = kafka;
        this.dropped = dropped;
        stumble = new Stumble("the trail of " + fanout + " on " + topic.name());
        thread = new Thread(this::run, "milepost-trail-" + fanout);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void note(TrailStep step) {
        if (closed || !waiting.offer(step)) {
            dropped.run();
        }
    }

    private void run() {
        try {
            writeAll();
        } catch (InterruptedException | InterruptException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            log.error("{}: a defect ended the trail; the fan-out goes on without", fanout, e);
            closed = true;
        }
        waiting.forEach(step -> dropped.run());
    }

    private void writeAll() throws InterruptedException {
        KafkaProducer<byte[], byte[]> producer = null;
        long again = System.nanoTime();
        try {
            while (!closed || (producer != null && !waiting.isEmpty())) {
                TrailStep step = waiting.poll(LOOK_EVERY_MS, TimeUnit.MILLISECONDS);
                if (step == null) {
                    continue;
                }
                if (producer == null && System.nanoTime() - again >= 0) {
                    producer = open();
                    again = System.nanoTime() + PAUSE;
                }
                if (producer == null) {
                    dropped.run();
                } else {
                    write(producer, step);
                }
            }
        } finally {
            if (producer != null) {
                producer.close(Duration.ofMillis(CLOSING_MS));
            }
        }
    }

    /** Makes the topic, and what writes to it; null if Kafka is not to be had now. */
    private @Nullable KafkaProducer<byte[], byte[]> open() {
        try {
            makeTopic();
            KafkaProducer<byte[], byte[]> producer = producer();
            stumble.recovered();
            return producer;
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            stumble.note(e);
            return null;
        }
    }

    private void makeTopic() {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put("default.api.timeout.ms", PATIENCE_MS);
        settings.put("request.timeout.ms", PATIENCE_MS - 1_000);
        Admin admin = Admin.create(settings);
        try {
            topic.make(admin);
        } finally {
            admin.close(Duration.ZERO);
        }
    }

    private void write(KafkaProducer<byte[], byte[]> producer, TrailStep step) {
        try {
            producer.send(new ProducerRecord<>(topic.name(), step.key(), step.write()), (metadata, failure) -> {
                if (failure != null) {
                    dropped.run();
                }
            });
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            dropped.run();
        }
    }

    private KafkaProducer<byte[], byte[]> producer() {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, "milepost-trail-" + fanout);
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 50);
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 4L << 20);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE_MS);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MS);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, PATIENCE_MS * 2);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Waits for what is under way, where Kafka is away for some seconds. */
    @Override
    public void close() {
        closed = true;
        try {
            thread.join(PATIENCE_MS + CLOSING_MS + 1_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
