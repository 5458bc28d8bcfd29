package io.milepost.producer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.milepost.broker.TestKafka;
import io.milepost.channel.KeyPartition;
import io.milepost.channel.StreamSpec;
import io.milepost.channel.StreamSpec.Delivery;
import io.milepost.channel.Streams;
import io.milepost.event.Decoded.Intact;
import io.milepost.event.Event;
import io.milepost.event.EventReader;
import io.milepost.event.Json;
import io.milepost.event.Rfc3339;
import io.milepost.producer.simulator.Simulator;
import io.milepost.schema.DataCheck;
import io.milepost.schema.DataFault;
import io.milepost.schema.EventSchemas;
import io.milepost.trace.TraceContext;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Scope;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteBufferDeserializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventPublisherIT {
    private static final int PARTITIONS = 3;

    private final Streams streams = freshStreams();

    @Test
    void publishedMeansThatKafkaHasItAtThatPosition() throws Exception {
        try (EventPublisher publisher = new EventPublisher(config())) {
            Published published = publisher
                    .publish(Publication.of("activity", "123", "walked", Json.of("{\"n\":1}")))
                    .get();
            ConsumerRecord<byte[], ByteBuffer> record = read("activity", 1).get(0);
            assertThat(published.topic()).isEqualTo(record.topic());
            assertThat(published.partition())
                    .isEqualTo(record.partition())
                    .isEqualTo(KeyPartition.of("123", PARTITIONS));
            assertThat(published.offset()).isEqualTo(record.offset());
            Event event = event(record);
            assertThat(event.id()).isEqualTo(published.id());
            assertThat(event.source()).isEqualTo("/test");
            assertThat(event.type()).isEqualTo("walked");
            assertThat(event.data()).hasToString("{\"n\":1}");
        }
    }

    @Test
    void aRecordSaysOfWhichTraceItIsPart() {
        TraceContext given = new TraceContext("00-" + "a".repeat(32) + "-" + "b".repeat(16) + "-01", "vendor=1");
        SpanContext current = SpanContext.create(
                "c".repeat(32),
                "d".repeat(16),
                TraceFlags.getDefault(),
                TraceState.builder().put("x", "1").put("y", "2").build());
        Publication bare = Publication.of("activity", "traced", "walked", Json.of("{}"));
        try (EventPublisher publisher = new EventPublisher(config())) {
            publisher.publish(bare).join();
            publisher.publish(bare.within(given)).join();
            try (Scope inside = Span.wrap(current).makeCurrent()) {
                assertThat(inside).isNotNull();
                publisher.publish(bare).join();
                publisher.publish(bare.within(given)).join();
            }
        }
        List<@Nullable TraceContext> traces = new ArrayList<>();
        read("activity", 4).forEach(record -> traces.add(event(record).trace()));
        assertThat(traces).startsWith(null, given).endsWith(given).element(2).satisfies(trace -> {
            assertThat(trace.traceparent()).isEqualTo("00-" + current.getTraceId() + "-" + current.getSpanId() + "-00");
            assertThat(trace.tracestate().split(",")).containsExactlyInAnyOrder("x=1", "y=2");
        });
    }

    @Test
    void aBatchKeepsTheOrderOfEachKey() {
        try (EventPublisher publisher = new EventPublisher(config())) {
            List<CompletableFuture<Published>> published = publisher.publishAll(IntStream.range(0, 2_000)
                    .mapToObj(n ->
                            Publication.of("activity", Integer.toString(n % 7), "walked", Json.of(Integer.toString(n))))
                    .toList());
            CompletableFuture.allOf(published.toArray(CompletableFuture<?>[]::new))
                    .join();
        }
        Map<String, List<Integer>> byKey = new HashMap<>();
        for (ConsumerRecord<byte[], ByteBuffer> record : read("activity", 2_000)) {
            byKey.computeIfAbsent(new String(record.key(), UTF_8), k -> new ArrayList<>())
                    .add(Integer.parseInt(event(record).data().toString()));
        }
        byKey.forEach((key, numbers) ->
                assertThat(numbers).isSorted().hasSizeBetween(285, 286).allMatch(n -> n % 7 == Integer.parseInt(key)));
    }

    @Test
    void closingLosesNothingThatWasPublished() {
        List<CompletableFuture<Published>> published = new ArrayList<>();
        try (EventPublisher publisher = new EventPublisher(config())) {
            for (int n = 0; n < 5_000; n++) {
                published.add(
                        publisher.publish(Publication.of("goal", Integer.toString(n), "goal-moved", Json.of("{}"))));
            }
        }
        assertThat(published).allMatch(future -> future.isDone() && !future.isCompletedExceptionally());
        assertThat(read("goal", 5_000)).hasSize(5_000);
    }

    @Test
    void afterClosingNothingIsPublishedAndThatIsSaid() {
        EventPublisher publisher = new EventPublisher(config());
        publisher.close();
        assertThatThrownBy(() -> publisher
                        .publish(Publication.of("activity", "1", "walked", Json.NULL))
                        .get())
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(PublishException.class);
    }

    @Test
    void anEventBeyondKafkasLimitFailsAndHarmsNoOther() {
        try (EventPublisher publisher = new EventPublisher(config())) {
            CompletableFuture<Published> large = publisher.publish(
                    Publication.of("activity", "1", "walked", Json.of("\"" + "x".repeat(2_000_000) + "\"")));
            CompletableFuture<Published> small =
                    publisher.publish(Publication.of("activity", "1", "walked", Json.of("1")));
            assertThat(small.join().topic()).isEqualTo(topic("activity"));
            assertThatThrownBy(large::join).hasCauseInstanceOf(PublishException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "nowhere, 1, t, i, 2026-01-01T00:00:00Z, stream",
        "activity, not a key, t, i, 2026-01-01T00:00:00Z, key",
        "activity, 1, '', i, 2026-01-01T00:00:00Z, type",
        "activity, 1, pong, i, 2026-01-01T00:00:00Z, type",
        "activity, 1, t, '', 2026-01-01T00:00:00Z, id",
        "activity, 1, t, i, yesterday, time",
    })
    void anEventThatNobodyCouldReceiveIsRefusedWithItsField(
            String stream, String key, String type, String id, String time, String field) {
        try (EventPublisher publisher = new EventPublisher(config())) {
            assertThatThrownBy(() -> publisher.publish(new Publication(stream, key, type, Json.NULL, id, time, null)))
                    .isInstanceOf(InvalidEventException.class)
                    .hasMessageStartingWith(field + ": ");
        }
    }

    @Test
    void theSimulatorsTeamsWalk() {
        try (EventPublisher publisher = new EventPublisher(config());
                Simulator simulator = Simulator.start(publisher, 7, Duration.ofMillis(1))) {
            List<ConsumerRecord<byte[], ByteBuffer>> activity = read("activity", 200);
            assertThat(simulator).isNotNull();
            assertThat(activity.stream().map(record -> event(record).type()))
                    .contains("member-joined", "activity-logged");
            Event walk = activity.stream()
                    .map(EventPublisherIT::event)
                    .filter(event -> event.type().equals("activity-logged"))
                    .findFirst()
                    .orElseThrow();
            assertThat(walk.data().tree().fieldNames())
                    .toIterable()
                    .containsExactly("userId", "activityId", "distance", "duration", "timestamp", "location");
            assertThat(walk.data().tree().at("/location/lat").asDouble()).isBetween(41.9, 51.3);
            assertThat(activity.stream()
                            .map(EventPublisherIT::event)
                            .filter(event -> event.type().equals("member-joined"))
                            .map(event -> event.data().tree().path("email").asText()))
                    .contains("ada@example.com")
                    .allMatch(address -> address.endsWith("@example.com"));
            assertThat(event(read("goal", 100).get(0)).type()).isEqualTo("goal-updated");
            Event count = event(read("metrics", 1).get(0));
            assertThat(count.type()).isEqualTo("metrics_update");
            assertThat(count.data().tree().path("total_events").asInt()).isPositive();
            Event town = event(read("milestone", 1).get(0));
            assertThat(town.type()).isEqualTo("milestone-reached");
            assertThat(town.data().tree().at("/recipient/address").asText()).endsWith("@example.com");
        }
    }

    @Test
    void dataThatDoesNotFitItsSchemaIsRefusedWithItsPathAndNothingIsSent() {
        Json data = Json.of("{\"userId\":\"hunter2\",\"activityId\":\"a\",\"distance\":\"hunter2\","
                + "\"duration\":60,\"timestamp\":\"2026-01-02T03:04:05Z\"}");
        Publication wrong = Publication.of("activity", "1", "activity-logged", data);
        Publication right = Publication.of("activity", "1", "walked", data);
        try (EventPublisher publisher = new EventPublisher(config())) {
            assertThatThrownBy(() -> publisher.publish(wrong)).satisfies(EventPublisherIT::namesTheDistance);
            assertThatThrownBy(() -> publisher.publishAll(List.of(right, wrong)))
                    .satisfies(EventPublisherIT::namesTheDistance);
            StreamSpec stream = streams.named("activity").orElseThrow();
            Event standing = new Event("i", "/else", wrong.type(), Rfc3339.now(), null, data);
            assertThatThrownBy(() -> publisher.publish(stream, "1", standing))
                    .satisfies(EventPublisherIT::namesTheDistance);
            Published only = publisher.publish(right).join();
            assertThat(only.offset()).isZero();
        }
        assertThat(read("activity", 1)).hasSize(1);
    }

    @Test
    void whoAsksForMoreOrLessOfTheDataGetsIt() {
        Publication unknown = Publication.of("activity", "1", "walked", Json.of("{}"));
        Publication wrong = Publication.of("activity", "1", "activity-logged", Json.of("{}"));
        PublisherConfig strict = config().withCheck(new DataCheck(EventSchemas.shipped(), true));
        try (EventPublisher publisher = new EventPublisher(strict)) {
            assertThatThrownBy(() -> publisher.publish(unknown))
                    .isInstanceOf(InvalidEventException.class)
                    .hasMessage("data: there is no schema for events of this type");
        }
        try (EventPublisher publisher = new EventPublisher(config().withCheck(DataCheck.NONE))) {
            assertThat(publisher.publish(wrong).join().offset()).isZero();
        }
    }

    private static void namesTheDistance(Throwable refused) {
        assertThat(refused)
                .isInstanceOf(InvalidEventException.class)
                .hasMessage("data: /distance: must be a number")
                .extracting(e -> ((InvalidEventException) e).faults())
                .isEqualTo(List.of(new DataFault("/distance", "must be a number")));
    }

    private PublisherConfig config() {
        return new PublisherConfig(
                "/test", streams, Map.of("bootstrap.servers", TestKafka.bootstrapServers()), Duration.ofSeconds(30));
    }

    private String topic(String stream) {
        return streams.named(stream).orElseThrow().topic();
    }

    private static Event event(ConsumerRecord<byte[], ByteBuffer> record) {
        return ((Intact) EventReader.read(record, "none")).event();
    }

    private List<ConsumerRecord<byte[], ByteBuffer>> read(String stream, int atLeast) {
        List<ConsumerRecord<byte[], ByteBuffer>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], ByteBuffer> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", TestKafka.bootstrapServers()),
                new ByteArrayDeserializer(),
                new ByteBufferDeserializer())) {
            List<TopicPartition> partitions = IntStream.range(0, PARTITIONS)
                    .mapToObj(p -> new TopicPartition(topic(stream), p))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            // One partition alone may have so many by now; what there is of the others is read too.
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            await().atMost(Duration.ofSeconds(60)).until(() -> {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
                return records.size() >= atLeast
                        && partitions.stream().allMatch(one -> consumer.position(one) >= ends.get(one));
            });
        }
        return records;
    }

    private static Streams freshStreams() {
        return Streams.of(Streams.DEFAULTS.all().stream()
                .map(stream -> {
                    String topic = TestKafka.uniqueTopic(stream.name());
                    TestKafka.createTopic(topic, PARTITIONS, Map.of());
                    return new StreamSpec(
                            stream.name(), topic, stream.template(), stream.defaultType(), Delivery.ALL, false);
                })
                .toList());
    }
}
