package io.milepost.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.milepost.trace.TraceContext;
import java.nio.ByteBuffer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;

/** Writes events into Kafka records: CloudEvents in binary mode, and the trace that they are part of in W3C's headers. */
public final class EventWriter {
    private EventWriter() {}

    /** The record for an event about an entity, whose id becomes the key and so chooses partition and channel. */
    public static ProducerRecord<byte[], byte[]> write(Event event, String topic, String key) {
        ByteBuffer data = event.data().utf8();
        byte[] value = new byte[data.remaining()];
        data.get(value);
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, key.getBytes(UTF_8), value);
        Headers headers = record.headers();
        add(headers, "ce_specversion", "1.0");
        add(headers, "ce_id", event.id());
        add(headers, "ce_source", event.source());
        add(headers, "ce_type", event.type());
        add(headers, "ce_time", event.time());
        String subject = event.subject();
        if (subject != null) {
            add(headers, "ce_subject", subject);
        }
        String userId = event.userId();
        if (userId != null) {
            add(headers, "ce_userid", userId);
        }
        PusherMark pusher = event.pusher();
        if (pusher != null) {
            add(headers, "ce_pusher", pusher.header());
        }
        add(headers, "content-type", "application/json");
        TraceContext trace = event.trace();
        if (trace != null) {
            add(headers, TraceContext.PARENT, trace.traceparent());
            String state = trace.tracestate();
            if (state != null) {
                add(headers, TraceContext.STATE, state);
            }
        }
        return record;
    }

    private static void add(Headers headers, String key, String value) {
        headers.add(key, value.getBytes(UTF_8));
    }
}
