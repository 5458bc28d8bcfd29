package io.milepost.fanout.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.milepost.fanout.Failure;
import io.milepost.fanout.Position;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Puts records aside, with why. Any thread may use it. */
public final class DeadLetterWriter implements AutoCloseable {
    private static final int LONGEST_MESSAGE = 1_000;

    private final String sink;
    private final DeadLetterTopics topics;
    private final KafkaProducer<byte[], byte[]> producer;

    /**
     * A writer for one sink.
     *
     * @param kafka settings for a Kafka client
     */
    public DeadLetterWriter(String sink, DeadLetterTopics topics, Map<String, Object> kafka) {
        this.sink = sink;
        this.topics = topics;
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, "milepost-dead-letters-" + sink);
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        // It is called by the thread that drives the sink, which has to go on.
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 1_000);
        // What Kafka has taken once it is to take again, with more headers; its topic has the last word.
        settings.putIfAbsent(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, DeadLetterTopics.LARGEST);
        producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /**
     * Puts a record aside.
     *
     * @param why why it was not delivered
     * @param attempts how often that was tried
     * @param first when it failed first
     * @param last when it failed last
     * @param done told, by any thread, where it lies when Kafka has it, and else why it has not; the other one is null
     */
    public void write(
            ConsumerRecord<byte[], ByteBuffer> record,
            Failure why,
            int attempts,
            Instant first,
            Instant last,
            BiConsumer<@Nullable Position, @Nullable Exception> done) {
        try {
            producer.send(
                    letter(sink, topics, record, why, attempts, first, last),
                    (at, failure) -> done.accept(
                            failure == null ? new Position(at.topic(), at.partition(), at.offset()) : null, failure));
        } catch (KafkaException | IllegalStateException e) {
            done.accept(null, e);
        }
    }

    /** What puts a record aside, for those who write it in a transaction of their own. */
    public static ProducerRecord<byte[], byte[]> letter(
            String sink,
            DeadLetterTopics topics,
            ConsumerRecord<byte[], ByteBuffer> record,
            Failure why,
            int attempts,
            Instant first,
            Instant last) {
        ByteBuffer value = record.value();
        byte[] bytes = null;
        if (value != null) {
            bytes = new byte[value.remaining()];
            value.duplicate().get(bytes);
        }
        ProducerRecord<byte[], byte[]> letter = new ProducerRecord<>(topics.dead(), record.key(), bytes);
        Headers headers = letter.headers();
        Origin origin = record.topic().equals(topics.retry()) ? Origin.of(record) : Origin.at(record);
        for (Header header : record.headers()) {
            if (!header.key().startsWith(DeadLetterHeaders.PREFIX)) {
                headers.add(header);
            }
        }
        put(headers, DeadLetterHeaders.SINK, sink);
        put(headers, DeadLetterHeaders.TOPIC, origin.topic());
        put(headers, DeadLetterHeaders.PARTITION, Integer.toString(origin.partition()));
        put(headers, DeadLetterHeaders.OFFSET, Long.toString(origin.offset()));
        put(
                headers,
                DeadLetterHeaders.RECORDED,
                Instant.ofEpochMilli(origin.recorded()).toString());
        put(headers, DeadLetterHeaders.CODE, why.code());
        Throwable cause = why.cause();
        put(
                headers,
                DeadLetterHeaders.ERROR_CLASS,
                cause == null ? "" : cause.getClass().getName());
        put(headers, DeadLetterHeaders.MESSAGE, cut(why.message()));
        put(headers, DeadLetterHeaders.ATTEMPTS, Integer.toString(attempts));
        put(headers, DeadLetterHeaders.FIRST_FAILURE, first.toString());
        put(headers, DeadLetterHeaders.LAST_FAILURE, last.toString());
        return letter;
    }

    private static void put(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(UTF_8));
    }

    private static String cut(String message) {
        return message.length() <= LONGEST_MESSAGE ? message : message.substring(0, LONGEST_MESSAGE) + "…";
    }

    /** Waits a moment for what is under way, then lets go. */
    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
    }
}
