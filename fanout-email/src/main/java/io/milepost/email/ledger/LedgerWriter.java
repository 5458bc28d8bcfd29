package io.milepost.email.ledger;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The one writer of a ledger's partition: opening it fences whoever was that before. After a write that failed it is of no
 * more use. Confined to one thread.
 */
final class LedgerWriter implements AutoCloseable {
    private final KafkaProducer<byte[], byte[]> producer;

    private LedgerWriter(KafkaProducer<byte[], byte[]> producer) {
        this.producer = producer;
    }

    /**
     * Opens it.
     *
     * @throws KafkaException if Kafka cannot be reached
     */
    static LedgerWriter open(TopicPartition partition, LedgerConfig config) {
        Map<String, Object> settings = new HashMap<>(config.kafka());
        String id = config.owner() + "." + partition;
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, id);
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, id);
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 20_000);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 15_000);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 15_000);
        KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        try {
            producer.initTransactions();
            return new LedgerWriter(producer);
        } catch (RuntimeException e) {
            producer.close(Duration.ZERO);
            throw e;
        }
    }

    /**
     * Writes records together; returns when they are in Kafka.
     *
     * @throws KafkaException if they are not, or nobody knows
     */
    void write(List<Book.Unwritten> records) {
        if (records.isEmpty()) {
            return;
        }
        producer.beginTransaction();
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (Book.Unwritten each : records) {
            sent.add(producer.send(each.record()));
        }
        producer.flush();
        List<Long> offsets = new ArrayList<>();
        for (Future<RecordMetadata> each : sent) {
            try {
                offsets.add(each.get().offset());
            } catch (ExecutionException e) {
                throw e.getCause() instanceof KafkaException known ? known : new KafkaException(e.getCause());
            } catch (InterruptedException e) {
                throw new InterruptException(e);
            }
        }
        producer.commitTransaction();
        for (int i = 0; i < offsets.size(); i++) {
            records.get(i).told().accept(offsets.get(i));
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(2));
    }
}
