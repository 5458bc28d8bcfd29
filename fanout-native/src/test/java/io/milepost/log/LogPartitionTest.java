package io.milepost.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.channel.StreamSpec;
import io.milepost.channel.Streams;
import io.milepost.event.RawEvent;
import io.milepost.route.Route;
import io.milepost.route.Routes;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** What routes make of records, however these say what type they are of. */
class LogPartitionTest {
    private static final StreamSpec ACTIVITY = StreamSpec.of("activity", "team-{key}", "activity-logged");
    private static final Streams STREAMS = Streams.of(List.of(ACTIVITY, StreamSpec.of("channels", "{key}", "message")));
    private static final String STRUCTURED = "application/cloudevents+json";

    private final LogPartition partition = partition(Routes.of(List.of(
            Route.of(List.of(), List.of("audit"), List.of(), Set.of("pusher")),
            Route.of(List.of("activity"), List.of("*"), List.of("team-9"), Set.of()))));

    @Test
    void theTypeOfAHeaderCounts() {
        assertThat(takes("team-1", Map.of("ce_specversion", "1.0", "ce_type", "audit"), "{}"))
                .isFalse();
        assertThat(takes("team-1", Map.of("ce_specversion", "1.0", "ce_type", "other"), "{}"))
                .isTrue();
        assertThat(takes("team-1", Map.of("ce_specversion", "1.0", "ce_type", "audit"), "{no"))
                .isFalse();
    }

    @Test
    void theTypeInsideAStructuredEventCounts() {
        String event = "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/t\",\"type\":\"%s\",\"data\":{}}";
        assertThat(takes("team-1", Map.of("content-type", STRUCTURED), event.formatted("audit")))
                .isFalse();
        assertThat(takes("team-1", Map.of("content-type", STRUCTURED), event.formatted("other")))
                .isTrue();
    }

    @Test
    void bareJsonHasTheTypeOfItsStream() {
        assertThat(takes("team-1", Map.of(), "{}")).isTrue();
        LogPartition without = partition(
                Routes.of(List.of(Route.of(List.of(), List.of("activity-logged"), List.of(), Set.of("pusher")))));
        assertThat(takes(without, "team-1", Map.of(), "{}")).isFalse();
    }

    @Test
    void whatHasNoTypeStaysToBeAnnouncedUnlessItsChannelIsLeftOut() {
        assertThat(takes("team-1", Map.of("content-type", STRUCTURED), "{no")).isTrue();
        assertThat(takes("team-1", Map.of("ce_specversion", "1.0"), "{}")).isTrue();
        assertThat(takes("team-9", Map.of("content-type", STRUCTURED), "{no")).isFalse();
    }

    @Test
    void aTopicMadeAnewHasTheSameRoutes() {
        Topology topology = Topology.empty(
                        STREAMS, Routes.of(List.of(Route.of(List.of("activity"), List.of(), List.of(), Set.of()))))
                .with(ACTIVITY, 1, 1);
        LogPartition first = topology.partitions(ACTIVITY).get(0);
        LogPartition next = topology.withBreak(first, LogPartition.WHOLE)
                .partitions(ACTIVITY)
                .get(0);
        assertThat(takes(first, "team-1", Map.of(), "{}")).isFalse();
        assertThat(takes(next, "team-1", Map.of(), "{}")).isFalse();
    }

    private boolean takes(String channel, Map<String, String> headers, String value) {
        return takes(partition, channel, headers, value);
    }

    private static boolean takes(LogPartition partition, String channel, Map<String, String> headers, String value) {
        ConsumerRecord<byte[], ByteBuffer> raw =
                new ConsumerRecord<>("activity", 0, 7, "1".getBytes(UTF_8), ByteBuffer.wrap(value.getBytes(UTF_8)));
        headers.forEach((name, said) -> raw.headers().add(name, said.getBytes(UTF_8)));
        return partition.takes(channel, new LogRecord(partition, 7, RawEvent.of(raw), false));
    }

    private static LogPartition partition(Routes routes) {
        return Topology.empty(STREAMS, routes)
                .with(ACTIVITY, 1, 1)
                .partitions(ACTIVITY)
                .get(0);
    }
}
