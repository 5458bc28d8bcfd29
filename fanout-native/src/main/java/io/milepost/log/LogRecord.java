package io.milepost.log;

import io.milepost.event.Decoded;
import io.milepost.event.Decoded.Intact;
import io.milepost.event.RawEvent;
import org.jspecify.annotations.Nullable;

/** A record of the log, looked into only when somebody wants it, and then once. */
public final class LogRecord {
    /** What a record weighs at most beyond its value: objects, usual headers and its part of the chains. */
    private static final int OVERHEAD = 600;
    /** Bytes of headers that are part of that. */
    private static final int USUAL_HEADERS = 256;

    private final LogPartition partition;
    private final long offset;
    private final RawEvent raw;
    private final boolean stray;
    private volatile @Nullable Decoded decoded;

    /**
     * Takes a record.
     *
     * @param stray whether it lies outside its key's partition, where no replay will find it
     */
    public LogRecord(LogPartition partition, long offset, RawEvent raw, boolean stray) {
        this.partition = partition;
        this.offset = offset;
        this.raw = raw;
        this.stray = stray;
    }

    /** The same in a partition that goes on from its own. */
    LogRecord in(LogPartition other) {
        return new LogRecord(other, offset, raw, stray);
    }

    /** Where it lies. */
    public LogPartition partition() {
        return partition;
    }

    /** Its offset there. */
    public long offset() {
        return offset;
    }

    /** The time that Kafka keeps with it, in milliseconds since 1970; the broker's or its producer's clock. */
    public long recordTime() {
        return raw.recordTime();
    }

    /** Whether it lies outside its key's partition: then it is delivered live only, and moves no cursor. */
    public boolean isStray() {
        return stray;
    }

    /** The event, or why there is none. Two threads may both do the work; either result is as good. */
    public Decoded decoded() {
        Decoded known = decoded;
        if (known == null) {
            String defaultType = partition.stream().defaultType();
            String topic = partition.stream().topic();
            known = raw.decode(defaultType, topic, partition.partition(), offset);
            decoded = known;
        }
        return known;
    }

    /** The event's type, or null if none can be made out. Parses nothing but events in structured mode. */
    @Nullable
    String type() {
        if (raw.isStructured()) {
            return decoded() instanceof Intact intact ? intact.event().type() : null;
        }
        return raw.type(partition.stream().defaultType());
    }

    /** Roughly how many bytes of heap it holds. */
    public int weight() {
        return OVERHEAD + raw.size() + Math.max(0, raw.headersSize() - USUAL_HEADERS);
    }

    /** Topic, partition and offset, for log lines. */
    @Override
    public String toString() {
        return partition.topicPartition() + "@" + offset;
    }
}
