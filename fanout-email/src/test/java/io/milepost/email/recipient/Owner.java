package io.milepost.email.recipient;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.milepost.event.Json;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Who owns the one partition of a topic of requests: what notices there make of recipients goes to their topic. */
public final class Owner implements AutoCloseable {
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final KafkaProducer<byte[], byte[]> producer;
    private final String recipients;
    private final Map<String, RecipientState> states = new ConcurrentHashMap<>();
    private final List<Notice> notices = new CopyOnWriteArrayList<>();
    private final Thread thread;

    /** Begins at the topic's beginning. */
    public Owner(Map<String, Object> kafka, String requests, String recipients) {
        this.recipients = recipients;
        Map<String, Object> settings = new HashMap<>(kafka);
        // Each is waited for.
        settings.put("linger.ms", 0);
        consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        TopicPartition partition = new TopicPartition(requests, 0);
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        thread = new Thread(this::run, "owner");
        thread.start();
    }

    /** What has come so far. */
    public List<Notice> notices() {
        return notices;
    }

    /** Writes a state, whatever it was, and says at which offset it stands. */
    public long write(String id, byte[] value) {
        try {
            return producer.send(new ProducerRecord<>(recipients, id.getBytes(UTF_8), value))
                    .get()
                    .offset();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private void run() {
        try (consumer) {
            while (true) {
                consumer.poll(Duration.ofSeconds(1)).forEach(this::take);
            }
        } catch (WakeupException e) {
            // Closed.
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        String id = NoticeLane.recipientId(new String(record.key(), UTF_8));
        Notice notice = NoticeJson.read(Json.of(ByteBuffer.wrap(record.value())));
        RecipientState before = states.getOrDefault(id, RecipientState.EMPTY);
        RecipientState after = before.after(notice, SuppressionPolicy.DEFAULTS);
        states.put(id, after);
        if (!after.equals(before)) {
            write(id, RecipientStateJson.write(after));
        }
        notices.add(notice);
    }

    @Override
    public void close() {
        consumer.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close();
    }
}
