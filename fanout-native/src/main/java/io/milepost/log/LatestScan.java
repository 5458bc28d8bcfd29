package io.milepost.log;

import io.milepost.channel.StreamSpec.Delivery;
import io.milepost.event.FetchedRecords;
import io.milepost.fanout.topic.Consumers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Finds out, before the tail begins, what counts in the streams of which only the newest does. */
final class LatestScan {
    /** Records of a partition that are looked at, at most; a compacted topic rarely has more. */
    private static final long REACH = 100_000;

    private static final Duration POLL = Duration.ofMillis(200);

    private LatestScan() {}

    /** A partition and the offset at which the tail begins. */
    private record Due(LogPartition partition, long until) {}

    /**
     * Reads up to where the tail begins. Waits for the broker.
     *
     * @param wanted asked between two polls; when it is so no longer the scan ends where it is
     */
    static void run(
            LogConfig config, Continuation start, Bounds.Snapshot bounds, LatestEvents latest, BooleanSupplier wanted) {
        Map<TopicPartition, Due> due = new HashMap<>();
        start.starts().forEach((partition, at) -> {
            if (partition.stream().delivery() == Delivery.LATEST && bounds.start(partition) < at) {
                due.put(partition.topicPartition(), new Due(partition, at));
            }
        });
        if (due.isEmpty()) {
            return;
        }
        try (KafkaConsumer<byte[], ByteBuffer> scanning =
                Consumers.open(config.kafka(), config.pollRecords(), "milepost-latest")) {
            scanning.assign(due.keySet());
            due.forEach((topicPartition, scan) ->
                    scanning.seek(topicPartition, Math.max(bounds.start(scan.partition()), scan.until() - REACH)));
            FetchedRecords fetched = new FetchedRecords();
            while (!due.isEmpty() && wanted.getAsBoolean()) {
                scanning.poll(POLL)
                        .forEach(raw -> take(
                                raw,
                                due.get(new TopicPartition(raw.topic(), raw.partition())),
                                start,
                                fetched,
                                latest));
                due.entrySet()
                        .removeIf(one -> scanning.position(one.getKey())
                                >= one.getValue().until());
                scanning.assign(due.keySet());
            }
        }
    }

    private static void take(
            ConsumerRecord<byte[], ByteBuffer> raw,
            @Nullable Due scan,
            Continuation start,
            FetchedRecords fetched,
            LatestEvents latest) {
        String name = scan == null ? null : scan.partition().channelOf(raw.key());
        if (scan != null && name != null && !start.topology().isStray(scan.partition(), raw.key())) {
            LogRecord record = new LogRecord(scan.partition(), raw.offset(), fetched.take(raw), false);
            if (scan.partition().takes(name, record)) {
                latest.take(name, record);
            }
        }
    }
}
