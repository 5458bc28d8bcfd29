package io.milepost.event;

import java.nio.ByteBuffer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads events from Kafka records: CloudEvents in binary or structured mode, or a bare JSON value. */
public final class EventReader {
    private EventReader() {}

    /**
     * Reads one record at once. Never throws for what a record holds.
     *
     * @param defaultType the event type of a bare JSON value
     */
    public static Decoded read(ConsumerRecord<?, ByteBuffer> record, String defaultType) {
        return RawEvent.of(record).decode(defaultType, record.topic(), record.partition(), record.offset());
    }
}
