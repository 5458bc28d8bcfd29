package io.milepost.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.milepost.log.LogConfig.TopicDefaults;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * The topic that revocations are published to: the newest of each key is kept, for eight days. A token that lives longer
 * than that is good again afterwards.
 */
public final class RevocationTopic {
    /** How long Kafka keeps a revocation. */
    public static final Duration KEPT = Duration.ofDays(8);

    private final Map<String, Object> kafka;
    private final String name;
    private final Optional<TopicDefaults> missing;

    /**
     * The topic of this name.
     *
     * @param kafka settings for a Kafka client
     * @param missing how to make it if it does not exist; empty to report that instead
     */
    public RevocationTopic(Map<String, Object> kafka, String name, Optional<TopicDefaults> missing) {
        this.kafka = Map.copyOf(kafka);
        this.name = name;
        this.missing = missing;
    }

    /** Publishes a revocation and returns when Kafka has it. */
    public void revoke(Revocation revocation) {
        send(revocation.key(), revocation.value());
    }

    /** Publishes that something is revoked no longer and returns when Kafka has it. */
    public void lift(Revocation.Subject subject, String id) {
        send(subject.key(id), null);
    }

    static OwnTopic named(String name) {
        return new OwnTopic(
                name,
                Map.of(
                        "cleanup.policy",
                        "compact,delete",
                        "message.timestamp.type",
                        "LogAppendTime",
                        "retention.ms",
                        Long.toString(KEPT.toMillis()),
                        "segment.ms",
                        Long.toString(Duration.ofDays(1).toMillis())));
    }

    /** A topic made by the broker for a producer would keep too little, so it is made first. */
    private void send(String key, byte @Nullable [] value) {
        try (Admin admin = Admin.create(kafka)) {
            new Topics(admin, List.of(), List.of(named(name))).makeMissing(missing);
        }
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(name, key.getBytes(UTF_8), value))
                    .get();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException known ? known : new KafkaException(e.getCause());
        }
    }
}
