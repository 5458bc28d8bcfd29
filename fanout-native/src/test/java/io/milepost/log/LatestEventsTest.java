package io.milepost.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.channel.ChannelName;
import io.milepost.channel.StreamSpec;
import io.milepost.channel.Streams;
import io.milepost.event.Event;
import io.milepost.event.EventWriter;
import io.milepost.event.Json;
import io.milepost.event.RawEvent;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class LatestEventsTest {
    private static final StreamSpec METRICS =
            StreamSpec.of("metrics", "metrics-{key}", "metrics_update").latest();
    private static final Streams STREAMS = Streams.of(List.of(METRICS, StreamSpec.of("channels", "{key}", "message")));

    private static final long HEAVIEST = 10_000;

    private final Topology topology = Topology.empty(STREAMS).with(METRICS, 1, 1);
    private final LogPartition partition = topology.partitions(METRICS).get(0);
    private final LatestEvents latest = new LatestEvents(3, HEAVIEST);
    private long offset;

    private LogRecord take(String key, String type, String subject) {
        return take(key, type, subject, 0);
    }

    private LogRecord take(String key, String type, String subject, int length) {
        Event event = new Event(
                "e" + offset, "/t", type, "2026-01-01T00:00:00Z", subject, Json.of("\"" + "x".repeat(length) + "\""));
        ProducerRecord<byte[], byte[]> written = EventWriter.write(event, "metrics", key);
        ConsumerRecord<byte[], ByteBuffer> raw =
                new ConsumerRecord<>("metrics", 0, offset, key.getBytes(UTF_8), ByteBuffer.wrap(written.value()));
        written.headers().forEach(header -> raw.headers().add(header));
        LogRecord record = new LogRecord(partition, offset++, RawEvent.of(raw), false);
        latest.take("metrics-" + key, record);
        return record;
    }

    private Gathering gathering(String key) {
        return topology.gather(new ChannelName("metrics-" + key));
    }

    @Test
    void theNewestOfEachTypeAndSubjectCounts() {
        LogRecord old = take("1", "metric_update", "speed");
        LogRecord newer = take("1", "metric_update", "speed");
        LogRecord other = take("1", "metric_update", "height");
        assertThat(latest.of(gathering("1"))).containsExactly(newer, other);
        assertThat(latest.of(gathering("2"))).isEmpty();
        assertThat(latest.isSuperseded(gathering("1"), old)).isTrue();
        assertThat(latest.isSuperseded(gathering("1"), newer)).isFalse();
    }

    @Test
    void whatWasRenewedLongestAgoIsForgottenFirst() {
        LogRecord first = take("1", "a", null);
        take("2", "a", null);
        LogRecord renewed = take("1", "a", null);
        take("3", "a", null);
        take("4", "a", null);
        assertThat(latest.of(gathering("1"))).containsExactly(renewed);
        assertThat(latest.of(gathering("2"))).isEmpty();
        assertThat(latest.isSuperseded(gathering("1"), first)).isTrue();
    }

    @Test
    void whatWeighsTooMuchIsForgottenTheSameWay() {
        take("1", "a", null, 4_000);
        LogRecord second = take("2", "a", null, 4_000);
        LogRecord third = take("3", "a", null, 4_000);
        assertThat(latest.of(gathering("1"))).isEmpty();
        assertThat(latest.of(gathering("2"))).containsExactly(second);
        assertThat(latest.of(gathering("3"))).containsExactly(third);
        LogRecord renewed = take("2", "a", null, 4_500);
        assertThat(latest.of(gathering("2"))).containsExactly(renewed);
        assertThat(latest.of(gathering("3"))).containsExactly(third);
        LogRecord huge = take("4", "a", null, 20_000);
        assertThat(latest.of(gathering("2"))).isEmpty();
        assertThat(latest.of(gathering("4")))
                .as("one is kept, whatever it weighs")
                .containsExactly(huge);
    }

    /** As much of the log as is left goes on; another change later takes nothing away. */
    @Test
    void whatALogThatWasCutStillHoldsCounts() {
        LogRecord kept = take("1", "a", null);
        take("2", "a", null);
        Topology cut = topology.withBreak(partition, 1);
        latest.retain(cut.partitions());
        latest.retain(cut.partitions());
        assertThat(latest.of(cut.gather(new ChannelName("metrics-1"))))
                .singleElement()
                .satisfies(record -> {
                    assertThat(record.offset()).isEqualTo(kept.offset());
                    assertThat(record.partition()).isEqualTo(cut.partitions().get(0));
                });
        assertThat(latest.of(cut.gather(new ChannelName("metrics-2")))).isEmpty();
    }

    @Test
    void aTopicMadeAnewTakesNothingAlong() {
        take("1", "a", null);
        latest.retain(topology.with(METRICS, 2, 1).partitions());
        assertThat(latest.of(gathering("1"))).isEmpty();
    }
}
