package io.milepost.fanout.trail;

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

    private final String fanout;
    private final TrailTopic topic;
    private final Map<String, Object> kafka;
    private final Runnable dropped;
    private final BlockingQueue<TrailStep> waiting = new ArrayBlockingQueue<>(WAITING);
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
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            boolean made = false;
            while (!closed || (made && !waiting.isEmpty())) {
                TrailStep step = waiting.poll(LOOK_EVERY_MS, TimeUnit.MILLISECONDS);
                if (step != null) {
                    made = made || isMade();
                    write(producer, step, made);
                }
            }
            producer.close(Duration.ofMillis(CLOSING_MS));
        } catch (InterruptedException | InterruptException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            log.error("{}: a defect ended the trail; the fan-out goes on without", fanout, e);
            closed = true;
        }
        waiting.forEach(step -> dropped.run());
    }

    private boolean isMade() {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put("default.api.timeout.ms", PATIENCE_MS);
        settings.put("request.timeout.ms", PATIENCE_MS - 1_000);
        Admin admin = Admin.create(settings);
        try {
            topic.make(admin);
            return true;
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            log.warn("{}: the trail on {} is not to be had now: {}", fanout, topic.name(), e.toString());
            return false;
        } finally {
            admin.close(Duration.ZERO);
        }
    }

    private void write(KafkaProducer<byte[], byte[]> producer, TrailStep step, boolean made) {
        if (!made) {
            dropped.run();
            return;
        }
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
