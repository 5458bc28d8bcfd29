package io.milepost.fanout.runtime;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;

/** Kafka's clients as a sink's driver needs them. */
final class Clients {
    /** Settings that only the older protocol of groups knows. */
    private static final Set<String> CLASSIC = Set.of(
            ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
            ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
            ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG);

    /** Of its own bytes: a slice of what was fetched would keep all of that for as long as one event waits. */
    private static final Deserializer<ByteBuffer> COPY = (topic, data) -> data == null ? null : ByteBuffer.wrap(data);

    private Clients() {}

    static KafkaConsumer<byte[], ByteBuffer> consumer(String name, SinkConfig config, Admin admin) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "milepost-fanout-" + name);
        settings.putAll(config.kafka());
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, config.group());
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        if (!settings.containsKey(ConsumerConfig.GROUP_PROTOCOL_CONFIG)
                && settings.keySet().stream().noneMatch(CLASSIC::contains)
                && knowsConsumerGroups(admin)) {
            settings.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "consumer");
        }
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), COPY);
    }

    /** Whether the brokers speak the newer protocol, in which members come and go without stopping the others. */
    private static boolean knowsConsumerGroups(Admin admin) {
        try {
            FinalizedVersionRange range = admin.describeFeatures()
                    .featureMetadata()
                    .get(30, TimeUnit.SECONDS)
                    .finalizedFeatures()
                    .get("group.version");
            return range != null && range.maxVersionLevel() >= 1;
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }
}
