package io.milepost.log;

import io.milepost.event.Decoded;
import io.milepost.event.EventReader;
import java.nio.ByteBuffer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** A record as it came from Kafka, looked into only when somebody wants it, and then once. */
public final class LogRecord {
    /** What a record weighs beyond its key and value: objects and headers, as measured with five CloudEvents headers. */
    private static final int OVERHEAD = 700;

    private final LogPartition partition;
    private final ConsumerRecord<byte[], ByteBuffer> raw;
    private final boolean stray;
    private volatile @Nullable Decoded decoded;

    /**
     * Takes a record.
     *
     * @param stray whether it lies outside its key's partition, where no replay will find it
     */
    public LogRecord(LogPartition partition, ConsumerRecord<byte[], ByteBuffer> raw, boolean stray) {
        this.partition = partition;
        this.raw = raw;
        this.stray = stray;
    }

    /** Where it lies. */
    public LogPartition partition() {
        return partition;
    }

    /** Its offset there. */
    public long offset() {
        return raw.offset();
    }

    /** Whether it lies outside its key's partition: then it is delivered live only, and moves no cursor. */
    public boolean isStray() {
        return stray;
    }

    /** The event, or why there is none. Two threads may both do the work; either result is as good. */
    public Decoded decoded() {
        Decoded known = decoded;
        if (known == null) {
            known = EventReader.read(raw, partition.stream().defaultType());
            decoded = known;
        }
        return known;
    }

    /** Roughly how many bytes of heap it holds. */
    public int weight() {
        return OVERHEAD + Math.max(0, raw.serializedKeySize()) + Math.max(0, raw.serializedValueSize());
    }

    /** Topic, partition and offset, for log lines. */
    @Override
    public String toString() {
        return partition.topicPartition() + "@" + raw.offset();
    }
}
