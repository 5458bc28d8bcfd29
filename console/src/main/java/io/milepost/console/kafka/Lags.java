package io.milepost.console.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.InterruptException;

/** How far consumer groups are behind, as Kafka knows it, wherever their members are. Confined to one thread at a time. */
public final class Lags implements AutoCloseable {
    private static final long PATIENCE_MS = 3_000;

    private final Map<String, Object> kafka;
    private Optional<Admin> admin = Optional.empty();

    /** Connects when it is first asked. */
    public Lags(Map<String, Object> kafka) {
        this.kafka = Clients.impatient(kafka);
    }

    /**
     * Asks, and waits.
     *
     * @return by group, the records between what is committed and the ends; groups that have committed nothing are left out
     * @throws KafkaException if Kafka does not answer
     */
    public synchronized Map<String, Long> of(Set<String> groups) {
        Admin asked = admin.orElseGet(() -> Admin.create(kafka));
        admin = Optional.of(asked);
        wait(asked.describeCluster().clusterId());
        Map<String, Map<TopicPartition, OffsetAndMetadata>> committed = new HashMap<>();
        for (String group : groups) {
            try {
                committed.put(
                        group,
                        wait(asked.listConsumerGroupOffsets(Map.of(group, new ListConsumerGroupOffsetsSpec()))
                                .partitionsToOffsetAndMetadata(group)));
            } catch (GroupIdNotFoundException e) {
                // Never seen.
            }
        }
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        Set<TopicPartition> partitions = new HashSet<>();
        committed.values().forEach(places -> partitions.addAll(places.keySet()));
        partitions.forEach(partition -> wanted.put(partition, OffsetSpec.latest()));
        Map<TopicPartition, ListOffsetsResultInfo> ends =
                wait(asked.listOffsets(wanted).all());
        Map<String, Long> lags = new TreeMap<>();
        committed.forEach((group, places) -> places.forEach((partition, place) -> {
            ListOffsetsResultInfo end = ends.get(partition);
            if (place != null && end != null) {
                lags.merge(group, Math.max(0, end.offset() - place.offset()), Long::sum);
            }
        }));
        return lags;
    }

    private static <T> T wait(KafkaFuture<T> asked) {
        try {
            return asked.get(PATIENCE_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (TimeoutException e) {
            throw new org.apache.kafka.common.errors.TimeoutException("Kafka has not answered");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException known ? known : new KafkaException(e.getCause());
        }
    }

    @Override
    public synchronized void close() {
        admin.ifPresent(open -> open.close(Duration.ZERO));
    }
}
