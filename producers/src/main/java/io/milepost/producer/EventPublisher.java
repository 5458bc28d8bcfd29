package io.milepost.producer;

import io.milepost.channel.StreamSpec;
import io.milepost.event.Event;
import io.milepost.event.EventWriter;
import io.milepost.event.Rfc3339;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Publishes events to the streams. One for a service is enough; any thread may use it.
 *
 * <p>An event is published when all in-sync replicas have it, once, and in the order of the calls for its key. While Kafka
 * is away events wait in memory, 32 MB of them unless {@code buffer.memory} says otherwise; then {@link #publish} blocks,
 * for {@code max.block.ms} at most.
 *
 * <p>A record says of which trace it is part ({@code traceparent}): the one that is given, or else the one that the calling thread
 * is in, where OpenTelemetry's API is on the class path.
 *
 * <p>Data that does not fit the schema of its event's type is refused before anything is sent ({@link PublisherConfig#check}).
 */
public final class EventPublisher implements AutoCloseable {
    private final PublisherConfig config;
    private final EventCheck check;
    private final KafkaProducer<byte[], byte[]> producer;

    /** Connects to Kafka when the first event is published. */
    public EventPublisher(PublisherConfig config) {
        this.config = config;
        this.check = new EventCheck(config.streams(), config.check());
        this.producer = new KafkaProducer<>(settings(config), new ByteArraySerializer(), new ByteArraySerializer());
    }

    /**
     * Publishes one event.
     *
     * @return completes when Kafka has it; fails with {@link PublishException} if Kafka did not take it
     * @throws InvalidEventException if nobody could receive it, or its data does not fit the schema of its type
     */
    public CompletableFuture<Published> publish(Publication publication) {
        return send(check.of(publication), publication);
    }

    private CompletableFuture<Published> send(StreamSpec stream, Publication publication) {
        Event event = new Event(
                publication.id() == null ? UUID.randomUUID().toString() : publication.id(),
                config.source(),
                publication.type(),
                time(publication),
                publication.subject(),
                publication.data());
        return send(stream, publication.key(), event.within(publication.trace()));
    }

    /**
     * Publishes an event that stands already, whoever says it. The caller answers for stream, key and attributes.
     *
     * @return what {@link #publish(Publication)} returns
     * @throws InvalidEventException if its data does not fit the schema of its type
     */
    public CompletableFuture<Published> publish(StreamSpec stream, String key, Event event) {
        check.data(event.type(), event.data());
        return send(stream, key, event);
    }

    private CompletableFuture<Published> send(StreamSpec stream, String key, Event event) {
        CompletableFuture<Published> published = new CompletableFuture<>();
        try {
            producer.send(EventWriter.write(CurrentTrace.of(event), stream.topic(), key), (metadata, failure) -> {
                if (failure == null) {
                    published.complete(
                            new Published(event.id(), metadata.topic(), metadata.partition(), metadata.offset()));
                } else {
                    published.completeExceptionally(failed(event, failure));
                }
            });
        } catch (KafkaException | IllegalStateException e) {
            published.completeExceptionally(failed(event, e));
        }
        return published;
    }

    /**
     * Publishes several events, in order. All are checked before the first is sent.
     *
     * @return what {@link #publish} returns, for each event
     * @throws InvalidEventException if {@link #publish} would refuse one of them; then none is sent
     */
    public List<CompletableFuture<Published>> publishAll(List<Publication> publications) {
        List<StreamSpec> streams = publications.stream().map(check::of).toList();
        List<CompletableFuture<Published>> published = new ArrayList<>();
        for (int i = 0; i < publications.size(); i++) {
            published.add(send(streams.get(i), publications.get(i)));
        }
        return published;
    }

    /** Returns when everything published so far is in Kafka or has failed. */
    public void flush() {
        producer.flush();
    }

    /** Waits until everything published is in Kafka, for the configured time at most; what is left then fails. */
    @Override
    public void close() {
        producer.close(config.closeTimeout());
    }

    private static String time(Publication publication) {
        String given = publication.time() == null ? null : Rfc3339.normalise(publication.time());
        return given == null ? Rfc3339.now() : given;
    }

    private static PublishException failed(Event event, Throwable cause) {
        return new PublishException("event " + event.id() + " was not published: " + cause.getMessage(), cause);
    }

    private static Map<String, Object> settings(PublisherConfig config) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        settings.putAll(config.kafka());
        // Another partitioner or fewer tries would break what is promised.
        settings.remove(ProducerConfig.PARTITIONER_CLASS_CONFIG);
        settings.remove(ProducerConfig.RETRIES_CONFIG);
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.PARTITIONER_IGNORE_KEYS_CONFIG, false);
        return settings;
    }
}
