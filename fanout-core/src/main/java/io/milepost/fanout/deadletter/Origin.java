package io.milepost.fanout.deadletter;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;

/**
 * Where an event was written at first, however often it has been put aside and sent again since.
 *
 * @param topic the topic
 * @param partition its partition
 * @param offset the record's offset there
 * @param recorded Kafka's time of that record, in milliseconds since 1970
 */
public record Origin(String topic, int partition, long offset, long recorded) {
    /** Where a record lies. */
    public static Origin at(ConsumerRecord<?, ?> record) {
        return new Origin(record.topic(), record.partition(), record.offset(), record.timestamp());
    }

    /** Where a dead or redriven record comes from: from where it lies, unless its headers say that it was put there. */
    public static Origin of(ConsumerRecord<?, ?> record) {
        Headers headers = record.headers();
        String topic = DeadLetterHeaders.text(headers, DeadLetterHeaders.TOPIC);
        if (topic == null || DeadLetterHeaders.text(headers, DeadLetterHeaders.SINK) == null) {
            return at(record);
        }
        return new Origin(
                topic,
                (int) DeadLetterHeaders.number(headers, DeadLetterHeaders.PARTITION),
                DeadLetterHeaders.number(headers, DeadLetterHeaders.OFFSET),
                recorded(headers, record.timestamp()));
    }

    /** The record as it lay here: a bare JSON value has its event's id and time from its place. */
    public <K, V> ConsumerRecord<K, V> restore(ConsumerRecord<K, V> record) {
        return new ConsumerRecord<>(
                topic,
                partition,
                offset,
                recorded,
                record.timestampType(),
                record.serializedKeySize(),
                record.serializedValueSize(),
                record.key(),
                record.value(),
                record.headers(),
                record.leaderEpoch());
    }

    private static long recorded(Headers headers, long otherwise) {
        String text = DeadLetterHeaders.text(headers, DeadLetterHeaders.RECORDED);
        try {
            return text == null ? otherwise : Instant.parse(text).toEpochMilli();
        } catch (DateTimeParseException | ArithmeticException e) {
            return otherwise;
        }
    }
}
