package io.milepost.bench.load;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Plain records, with what a peer wants to see in their headers. */
public final class KafkaFeed implements Feed {
    /** What all peers read that read from Kafka. */
    public static final String TOPIC = "bench";

    private final KafkaProducer<String, byte[]> producer;
    private final String header;

    /**
     * A feed.
     *
     * @param header that has the key
     */
    public KafkaFeed(String servers, String header) {
        this.header = header;
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", servers, "linger.ms", "0"),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    /** Makes the topic, with four partitions as our own streams have. */
    public static void makeTopic(String servers) throws InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            admin.createTopics(List.of(new NewTopic(TOPIC, 4, (short) 1))).all().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public CompletionStage<?> publish(String key, String data) {
        List<Header> headers = List.of(new RecordHeader(header, key.getBytes(StandardCharsets.UTF_8)));
        CompletableFuture<RecordMetadata> written = new CompletableFuture<>();
        producer.send(
                new ProducerRecord<>(TOPIC, null, key, data.getBytes(StandardCharsets.UTF_8), headers),
                (metadata, failure) -> {
                    if (failure == null) {
                        written.complete(metadata);
                    } else {
                        written.completeExceptionally(failure);
                    }
                });
        return written;
    }

    @Override
    public void close() {
        producer.close();
    }
}
