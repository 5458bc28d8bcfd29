package io.milepost.fanout.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.milepost.fanout.Position;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * An event that a sink would not take, or never got.
 *
 * @param at where it lies among the dead letters; names it
 * @param sink the fan-out that put it aside
 * @param origin where it was written at first
 * @param key the record's key
 * @param value the record's value
 * @param headers the record's own headers, as text
 * @param code why, in a word: {@code http-413}, {@code expired}
 * @param errorClass the exception behind it; empty if there was none
 * @param message why, in a sentence
 * @param attempts how often it was sent
 * @param firstFailure when it failed first, RFC 3339
 * @param lastFailure when it failed last, RFC 3339
 * @param redriven whether it has been sent again since
 */
public record DeadLetter(
        Position at,
        String sink,
        Origin origin,
        @Nullable String key,
        byte @Nullable [] value,
        Map<String, String> headers,
        String code,
        String errorClass,
        String message,
        int attempts,
        String firstFailure,
        String lastFailure,
        boolean redriven) {

    /** The event's type, if its record says so in a header. */
    public String type() {
        return headers.getOrDefault("ce_type", "");
    }

    /** When it failed last; the epoch, if its record does not say so. */
    public Instant failedAt() {
        try {
            return Instant.parse(lastFailure);
        } catch (DateTimeParseException e) {
            return Instant.EPOCH;
        }
    }

    static DeadLetter of(ConsumerRecord<byte[], byte[]> record, boolean redriven) {
        Map<String, String> own = new LinkedHashMap<>();
        for (Header header : record.headers()) {
            if (!header.key().startsWith(DeadLetterHeaders.PREFIX)) {
                own.put(header.key(), header.value() == null ? "" : new String(header.value(), UTF_8));
            }
        }
        return new DeadLetter(
                new Position(record.topic(), record.partition(), record.offset()),
                text(record, DeadLetterHeaders.SINK),
                Origin.of(record),
                record.key() == null ? null : new String(record.key(), UTF_8),
                record.value(),
                own,
                text(record, DeadLetterHeaders.CODE),
                text(record, DeadLetterHeaders.ERROR_CLASS),
                text(record, DeadLetterHeaders.MESSAGE),
                (int) DeadLetterHeaders.number(record.headers(), DeadLetterHeaders.ATTEMPTS),
                text(record, DeadLetterHeaders.FIRST_FAILURE),
                text(record, DeadLetterHeaders.LAST_FAILURE),
                redriven);
    }

    private static String text(ConsumerRecord<byte[], byte[]> record, String header) {
        String text = DeadLetterHeaders.text(record.headers(), header);
        return text == null ? "" : text;
    }
}
