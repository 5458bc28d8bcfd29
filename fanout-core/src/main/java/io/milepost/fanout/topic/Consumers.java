package io.milepost.fanout.topic;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteBufferDeserializer;

/** Kafka consumers that read on their own: assigned by hand, in no group, told when an offset is gone. */
public final class Consumers {
    private Consumers() {}

    /**
     * A consumer that is assigned nothing yet. Values stay slices of what was fetched, since most records are never looked
     * into.
     *
     * @param kafka settings for a Kafka client
     * @param pollRecords records a poll brings at most
     */
    public static KafkaConsumer<byte[], ByteBuffer> open(Map<String, Object> kafka, int pollRecords, String clientId) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, clientId);
        // As large as the system finds right: of Kafka's own 64 KB a fetch fills many, one after the other.
        settings.put(ConsumerConfig.RECEIVE_BUFFER_CONFIG, CommonClientConfigs.RECEIVE_BUFFER_LOWER_BOUND);
        settings.putAll(kafka);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, pollRecords);
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteBufferDeserializer());
    }
}
