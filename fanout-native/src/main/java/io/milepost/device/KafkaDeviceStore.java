package io.milepost.device;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the places of each device as one committed offset: of a group that is the device's own and has no members, on the one
 * partition of a topic that holds no records. The offset is the number 0; the places are its metadata. Kafka forgets it
 * {@code offsets.retention.minutes} after it was committed last.
 */
public final class KafkaDeviceStore implements DeviceStore {
    /** The topic, unless another is named. */
    public static final String TOPIC = "milepost.devices";

    private static final Logger log = LoggerFactory.getLogger(KafkaDeviceStore.class);
    private static final int TIMEOUT_MS = (int) Duration.ofSeconds(10).toMillis();

    private final Admin admin;
    private final TopicPartition partition;
    private final Optional<Short> replicas;

    /**
     * Begins to ask Kafka.
     *
     * @param kafka settings for a Kafka client
     * @param topic of whose partition the offsets are
     * @param replicas copies of the topic if it has to be made, -1 for the broker's default; empty to make none
     */
    public KafkaDeviceStore(Map<String, Object> kafka, String topic, Optional<Short> replicas) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(AdminClientConfig.CLIENT_ID_CONFIG, "milepost-devices");
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MS / 2);
        settings.putAll(kafka);
        this.admin = Admin.create(settings);
        this.partition = new TopicPartition(topic, 0);
        this.replicas = replicas;
    }

    @Override
    public CompletableFuture<Optional<Places>> read(DeviceId device) {
        return admin.listConsumerGroupOffsets(device.group())
                .partitionsToOffsetAndMetadata()
                .toCompletionStage()
                .toCompletableFuture()
                .thenApply(
                        offsets -> Optional.ofNullable(offsets.get(partition)).flatMap(KafkaDeviceStore::places));
    }

    private static Optional<Places> places(OffsetAndMetadata kept) {
        try {
            return Optional.of(Places.of(kept.metadata()));
        } catch (IllegalArgumentException e) {
            log.warn("what is kept of a device is not understood, so it counts as expired: {}", e.getMessage());
            return Optional.empty();
        }
    }

    @Override
    public CompletableFuture<Void> write(DeviceId device, Places places) {
        CompletableFuture<Void> written = commit(device, places);
        return replicas.isEmpty()
                ? written
                : written.exceptionallyCompose(e -> isWithoutTopic(e)
                        ? makeTopic(replicas.get()).thenCompose(made -> commit(device, places))
                        : CompletableFuture.failedFuture(e));
    }

    private CompletableFuture<Void> commit(DeviceId device, Places places) {
        return admin.alterConsumerGroupOffsets(
                        device.group(), Map.of(partition, new OffsetAndMetadata(0, places.text())))
                .all()
                .toCompletionStage()
                .toCompletableFuture();
    }

    private CompletableFuture<Void> makeTopic(short copies) {
        return admin.createTopics(List.of(new NewTopic(partition.topic(), 1, copies)))
                .all()
                .toCompletionStage()
                .toCompletableFuture()
                .exceptionallyCompose(e -> causeOf(e) instanceof TopicExistsException
                        ? CompletableFuture.completedFuture(null)
                        : CompletableFuture.failedFuture(e));
    }

    private static boolean isWithoutTopic(Throwable e) {
        return causeOf(e) instanceof UnknownTopicOrPartitionException;
    }

    private static Throwable causeOf(Throwable e) {
        return e.getCause() == null ? e : e.getCause();
    }

    @Override
    public void close() {
        admin.close(Duration.ZERO);
    }
}
