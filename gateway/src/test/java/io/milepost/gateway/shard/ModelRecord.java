package io.milepost.gateway.shard;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.milepost.event.RawEvent;
import io.milepost.gateway.shard.ModelTopic.Lane;
import io.milepost.log.LogPartition;
import io.milepost.log.LogRecord;
import java.nio.ByteBuffer;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** A record of a {@link ModelTopic}. Each is itself. */
final class ModelRecord {
    private final ModelTopic topic;
    private final int partition;
    private final long offset;
    private final String key;
    private final int count;
    private final boolean isBroken;
    private final @Nullable String except;
    private boolean isCompacted;

    /**
     * One that has been written.
     *
     * @param count how many partitions there were then
     * @param isBroken whether it is no event
     * @param except the socket that it is not for, or null
     */
    ModelRecord(
            ModelTopic topic,
            int partition,
            long offset,
            String key,
            int count,
            boolean isBroken,
            @Nullable String except) {
        this.topic = topic;
        this.partition = partition;
        this.offset = offset;
        this.key = key;
        this.count = count;
        this.isBroken = isBroken;
        this.except = except;
    }

    ModelTopic topic() {
        return topic;
    }

    Lane lane() {
        return topic.lane(partition);
    }

    int partition() {
        return partition;
    }

    long offset() {
        return offset;
    }

    String key() {
        return key;
    }

    /** How many partitions there were when it was written. */
    int count() {
        return count;
    }

    boolean isBroken() {
        return isBroken;
    }

    /** Compaction takes it. */
    void compact() {
        isCompacted = true;
    }

    /** Whether compaction has taken it. */
    boolean isCompacted() {
        return isCompacted;
    }

    /** Whether retention has taken it. */
    boolean isGone() {
        return offset < topic.parts.get(partition).start;
    }

    /** What stands in the data of an intact record. */
    String id() {
        return topic.hash + "/" + partition + "@" + offset;
    }

    /** The channel name under which the log keeps it. */
    String name() {
        return topic.stream.template().render(key);
    }

    /** As a node reads it that calls its partition so. */
    LogRecord in(LogPartition partition) {
        String data = "\"" + id() + "\"";
        ConsumerRecord<byte[], ByteBuffer> raw = new ConsumerRecord<>(
                topic.stream.topic(),
                partition.index(),
                offset,
                key.getBytes(UTF_8),
                ByteBuffer.wrap((isBroken ? "broken" : data).getBytes(UTF_8)));
        if (except != null) {
            Map.of(
                            "ce_specversion",
                            "1.0",
                            "ce_id",
                            data,
                            "ce_source",
                            "/model",
                            "ce_type",
                            "said",
                            "ce_pusher",
                            except)
                    .forEach((header, said) -> raw.headers().add(header, said.getBytes(UTF_8)));
        }
        return new LogRecord(partition, offset, RawEvent.of(raw), false);
    }
}
