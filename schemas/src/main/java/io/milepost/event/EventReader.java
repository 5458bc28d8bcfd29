package io.milepost.event;

import io.milepost.event.Decoded.Broken;
import java.nio.ByteBuffer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Reads events from Kafka records: CloudEvents in binary or structured mode, or a bare JSON value. */
public final class EventReader {
    private EventReader() {}

    /**
     * Reads one record. Never throws for what a record holds.
     *
     * @param defaultType the event type of a bare JSON value
     */
    public static Decoded read(ConsumerRecord<byte[], ByteBuffer> record, String defaultType) {
        Attributes attributes = new Attributes();
        for (Header header : record.headers()) {
            attributes.take(header);
        }
        ByteBuffer value = record.value();
        if (value == null) {
            return new Broken("a tombstone: the record has no value");
        }
        if (attributes.isStructured()) {
            return StructuredMode.read(value, record.timestamp());
        }
        if (attributes.specVersion == null) {
            attributes.id = record.topic() + "-" + record.partition() + "-" + record.offset();
            attributes.source = record.topic();
            attributes.type = defaultType;
        }
        return attributes.complete(value, record.timestamp());
    }
}
