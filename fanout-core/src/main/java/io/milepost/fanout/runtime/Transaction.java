package io.milepost.fanout.runtime;

import io.milepost.fanout.deadletter.DeadLetterTopics;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Records and places of a group that are in Kafka together or not at all. Who was put out of the group cannot commit, so two
 * members never write of the same record. Confined to one thread.
 */
final class Transaction implements AutoCloseable {
    /** After which Kafka ends one whose writer has gone; until then what stands behind it cannot be read. */
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final Map<String, Object> settings;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private @Nullable KafkaProducer<byte[], byte[]> producer;
    private boolean open;
    private int written;

    Transaction(String name, Map<String, Object> kafka) {
        settings = new HashMap<>(kafka);
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, "milepost-fanout-" + name);
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, (int) LONGEST.toMillis());
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "milepost." + name + "." + UUID.randomUUID());
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 20_000);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.putIfAbsent(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, DeadLetterTopics.LARGEST);
    }

    /** Writes a record in it; opens it if it is not. */
    void write(ProducerRecord<byte[], byte[]> record) {
        open().send(record, (metadata, thrown) -> {
            if (thrown != null) {
                failure.compareAndSet(null, thrown);
            }
        });
        written++;
    }

    /** Records written since the last commit. */
    int written() {
        return written;
    }

    /**
     * Ends it with these places.
     *
     * @throws KafkaException if nothing of it is in Kafka; then {@link #abort} is called before anything else
     */
    void commit(Map<TopicPartition, OffsetAndMetadata> places, ConsumerGroupMetadata group) {
        KafkaProducer<byte[], byte[]> to = open();
        to.sendOffsetsToTransaction(places, group);
        to.commitTransaction();
        open = false;
        written = 0;
        Exception thrown = failure.getAndSet(null);
        if (thrown != null) {
            throw new KafkaException("a record was not written", thrown);
        }
    }

    /** Takes back what was written since the last commit. Never throws. */
    void abort() {
        written = 0;
        failure.set(null);
        KafkaProducer<byte[], byte[]> of = producer;
        if (of == null || !open) {
            return;
        }
        open = false;
        try {
            of.abortTransaction();
        } catch (KafkaException | IllegalStateException e) {
            // Fenced, or past mending: Kafka aborts it when the next one with its id begins.
            of.close(Duration.ZERO);
            producer = null;
        }
    }

    private KafkaProducer<byte[], byte[]> open() {
        KafkaProducer<byte[], byte[]> of = producer;
        if (of == null) {
            of = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
            try {
                of.initTransactions();
            } catch (KafkaException e) {
                of.close(Duration.ZERO);
                throw e;
            }
            producer = of;
        }
        if (!open) {
            of.beginTransaction();
            open = true;
        }
        return of;
    }

    @Override
    public void close() {
        abort();
        if (producer != null) {
            producer.close(Duration.ofSeconds(5));
        }
    }
}
