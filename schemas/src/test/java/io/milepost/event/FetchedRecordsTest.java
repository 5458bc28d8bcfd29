package io.milepost.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

/** Records whose headers do not lie behind their values, as no consumer fetches them today. */
class FetchedRecordsTest {
    private final FetchedRecords fetched = new FetchedRecords();
    private final Headers none = new RecordHeaders();
    private final Headers some = new RecordHeaders()
            .add("ce_specversion", "1.0".getBytes(UTF_8))
            .add("ce_type", "goal-updated".getBytes(UTF_8));

    @Test
    void valuesWithArraysOfTheirOwnAreRead() {
        assertThat(type(record(ByteBuffer.wrap(new byte[] {'1'}), some))).isEqualTo("goal-updated");
        assertThat(fetched.isTrusted()).isFalse();
        assertThat(type(record(ByteBuffer.wrap(new byte[] {'1'}), some))).isEqualTo("goal-updated");
    }

    @Test
    void valuesOutsideTheHeapAreRead() {
        ByteBuffer direct = ByteBuffer.allocateDirect(1).put((byte) '1').flip();
        assertThat(type(record(direct, some))).isEqualTo("goal-updated");
    }

    @Test
    void headersThatAreNotThereAreMissedThoughNobodyLooksClosely() {
        // A count of no headers behind the value, which is so for the first and not for the second.
        ByteBuffer value = ByteBuffer.wrap(new byte[] {'1', 0}, 0, 1);
        assertThat(type(record(value, none))).isEqualTo("by-default");
        assertThat(fetched.isTrusted()).isTrue();
        assertThat(type(record(value, some))).isEqualTo("goal-updated");
        assertThat(fetched.isTrusted()).isFalse();
    }

    @Test
    void bytesThatAreNoHeadersAreNotTakenForSome() {
        for (byte[] behind : new byte[][] {
            {'1'},
            {'1', 2},
            {'1', 1},
            {'1', 2, 20, 'a'},
            {'1', 2, 2, 'a', 100},
            {'1', -1, -1, -1, -1, -1, -1},
            {'1', 2, 1, 1}
        }) {
            FetchedRecords fresh = new FetchedRecords();
            fresh.take(record(ByteBuffer.wrap(new byte[] {'1', 0}, 0, 1), none));
            ConsumerRecord<byte[], ByteBuffer> odd = record(ByteBuffer.wrap(behind, 0, 1), some);
            assertThat(fresh.take(odd).type("by-default")).isEqualTo("goal-updated");
            assertThat(fresh.isTrusted()).isFalse();
        }
    }

    private String type(ConsumerRecord<byte[], ByteBuffer> record) {
        return String.valueOf(fetched.take(record).type("by-default"));
    }

    private static ConsumerRecord<byte[], ByteBuffer> record(ByteBuffer value, Headers headers) {
        return new ConsumerRecord<>(
                "goal", 0, 0, 0, TimestampType.CREATE_TIME, 1, 1, new byte[] {'k'}, value, headers, Optional.empty());
    }
}
