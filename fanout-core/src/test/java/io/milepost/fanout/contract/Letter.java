package io.milepost.fanout.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.producer.Published;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * A dead letter, beside what was written.
 *
 * @param event what was written
 * @param record what was put aside
 */
public record Letter(Written event, ConsumerRecord<String, byte[]> record) {
    static Letter of(Written event, List<ConsumerRecord<String, byte[]>> letters) {
        return letters.stream()
                .filter(letter -> event.id().equals(header(letter, "ce_id")))
                .findFirst()
                .map(letter -> new Letter(event, letter))
                .orElseThrow(() -> new AssertionError("no dead letter for " + event));
    }

    /** Fails unless everything is there: the record as it was, where it lay, and what happened to it. */
    void check(String sink) {
        Published published = event.published().join();
        assertThat(record.key()).isEqualTo(event.key());
        assertThat(new String(record.value(), UTF_8)).isEqualTo(event.data().toString());
        assertThat(header(record, "ce_type")).isEqualTo("contract");
        assertThat(header(record, "content-type")).isEqualTo("application/json");
        assertThat(header(record, "milepost_sink")).isEqualTo(sink);
        assertThat(header(record, "milepost_topic")).isEqualTo(published.topic());
        assertThat(header(record, "milepost_partition")).isEqualTo(Integer.toString(published.partition()));
        assertThat(header(record, "milepost_offset")).isEqualTo(Long.toString(published.offset()));
        assertThat(header(record, "milepost_code")).isNotBlank();
        assertThat(header(record, "milepost_message")).isNotBlank();
        assertThat(header(record, "milepost_error_class")).isNotNull();
        assertThat(header(record, "milepost_attempts")).isEqualTo("1");
        assertThat(Instant.parse(header(record, "milepost_first_failure")))
                .isBeforeOrEqualTo(Instant.parse(header(record, "milepost_last_failure")));
    }

    /** A header as text; null if there is none. */
    public static String header(ConsumerRecord<?, ?> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? null : new String(header.value(), UTF_8);
    }
}
