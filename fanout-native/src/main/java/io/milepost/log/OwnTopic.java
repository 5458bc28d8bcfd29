package io.milepost.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.milepost.log.LogConfig.TopicDefaults;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * A topic that the gateway itself reads, beside those of the streams: of one partition, and kept as it needs.
 *
 * @param name what it is called
 * @param settings Kafka's settings of a topic
 */
record OwnTopic(String name, Map<String, String> settings) {
    NewTopic fresh(TopicDefaults how) {
        return new NewTopic(name, 1, how.replicas()).configs(settings);
    }

    /**
     * Writes a record and returns when Kafka has it. A topic made by the broker for a producer would keep too little, so it
     * is made first.
     *
     * @param kafka settings for a Kafka client
     * @param missing how to make the topic if it does not exist; empty to report that instead
     */
    void send(Map<String, Object> kafka, Optional<TopicDefaults> missing, String key, byte @Nullable [] value) {
        try (Admin admin = Admin.create(kafka)) {
            Topics.askedOnce(admin, List.of(), List.of(this)).makeMissing(missing);
        }
        Map<String, Object> how = new HashMap<>(kafka);
        how.put(ProducerConfig.ACKS_CONFIG, "all");
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(how, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(name, key.getBytes(UTF_8), value))
                    .get();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException known ? known : new KafkaException(e.getCause());
        }
    }
}
