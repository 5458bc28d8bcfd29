package io.milepost.gateway.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milepost.broker.TestKafka;
import io.milepost.channel.StreamSpec;
import io.milepost.channel.Streams;
import io.milepost.event.Event;
import io.milepost.event.EventWriter;
import io.milepost.event.Json;
import io.milepost.event.Rfc3339;
import io.milepost.gateway.LoggedExceptions;
import io.milepost.gateway.TestClient;
import io.milepost.gateway.TestNode;
import io.milepost.log.LogConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every kind of broken record is written once, each among events, and then read in every way there is: the events come, each
 * of the others is announced and counted, and what lies behind them arrives.
 */
class WaysOfReadingIT {
    private static final int LARGE = 4_000_000;
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String KEY = "all";
    private static final int FILLING = 1_000;

    /** How many records are broken. */
    private static int broken;

    /** Whose ring holds all of it, and whose ring it has passed. */
    private static TestNode within;

    private static TestNode behind;
    private static final Map<String, String> CURSORS = new HashMap<>();

    @BeforeAll
    static void writeItOnce() {
        Streams streams = Streams.of(TestNode.freshStreams().all().stream()
                .map(stream -> stream.name().equals("metrics") ? stream.latest() : stream)
                .toList());
        for (String stream : List.of("activity", "metrics")) {
            String topic = streams.named(stream).orElseThrow().topic();
            TestKafka.createTopic(topic, 3, Map.of("max.message.bytes", Integer.toString(LARGE)));
        }
        within = TestNode.on(streams, UnaryOperator.identity(), gateway -> gateway);
        behind = TestNode.on(streams, log -> log.withRing(LogConfig.LEAST_RING_BYTES, 0, 20), gateway -> gateway);
        try (TestClient client = within.connect("ada")) {
            for (String channel : List.of("team-" + KEY, "metrics-" + KEY)) {
                client.send("{\"type\":\"subscribe\",\"channel\":\"" + channel + "\"}");
                CURSORS.put(channel, client.expect("subscribed").get("cursor").asText());
            }
        }
        write(streams);
    }

    private static void write(Streams streams) {
        List<Careless.Made> all = new ArrayList<>(Arrays.stream(Careless.values())
                .map(kind -> kind.make(new Random(1)))
                .toList());
        all.add(Careless.tooLarge());
        broken = all.size();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", TestKafka.bootstrapServers(), "max.request.size", LARGE),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (String name : List.of("activity", "metrics")) {
                StreamSpec stream = streams.named(name).orElseThrow();
                producer.send(event(stream, KEY, 0));
                for (int i = 0; i < broken; i++) {
                    Careless.Made made = all.get(i);
                    producer.send(new ProducerRecord<>(
                            stream.topic(), null, KEY.getBytes(UTF_8), made.value(), made.headers()));
                    producer.send(event(stream, KEY, i + 1));
                }
            }
            awaitTails(2L * (2 * broken + 1));
            // And then so much that the small ring has none of it any more.
            for (int i = 0; i < FILLING; i++) {
                producer.send(event(streams.named("activity").orElseThrow(), "another", i));
            }
            awaitTails(2L * (2 * broken + 1) + FILLING);
        }
    }

    private static void awaitTails(long records) {
        for (TestNode node : List.of(within, behind)) {
            await().atMost(SOON).until(() -> node.log().stats().records() == records);
        }
    }

    /** An event whose data is a number; none takes another's place where only the newest of a kind counts. */
    private static ProducerRecord<byte[], byte[]> event(StreamSpec stream, String key, int number) {
        Event event = new Event(
                key + "-" + number,
                "/test",
                stream.defaultType(),
                Rfc3339.now(),
                Integer.toString(number),
                Json.of("{\"n\":" + number + "}"));
        return EventWriter.write(event, stream.topic(), key);
    }

    @AfterAll
    static void stop() {
        within.close();
        behind.close();
    }

    /** How it is read, and what is seen of that way. */
    @SuppressWarnings("ImmutableEnumChecker") // ways keep nothing
    private enum Way {
        RING("team-all", false, true, Reading::bySocket),
        ELEVATOR("team-all", true, true, Reading::bySocket),
        LATEST_RING("metrics-all", false, true, Reading::bySocket),
        LATEST_ELEVATOR("metrics-all", true, true, Reading::bySocket),
        EVENT_STREAM("team-all", false, true, Reading::byEventStream),
        EVENT_STREAM_ELEVATOR("team-all", true, true, Reading::byEventStream),
        POLLING("team-all", false, false, Reading::byPolling),
        POLLING_ELEVATOR("team-all", true, false, Reading::byPolling),
        PAGES("team-all", false, false, Reading::byPages),
        HISTORY("team-all", false, false, Reading::byHistory);

        private final String channel;
        private final boolean isBehind;
        private final boolean inOrder;
        private final How how;

        Way(String channel, boolean isBehind, boolean inOrder, How how) {
            this.channel = channel;
            this.isBehind = isBehind;
            this.inOrder = inOrder;
            this.how = how;
        }

        private interface How {
            List<String> read(Reading reading) throws Exception;
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void eventsComeAndTheRestIsAnnounced(Way way) throws Exception {
        TestNode node = way.isBehind ? behind : within;
        long caughtUp = node.log().stats().caughtUp();
        long undeliverable = node.gateway().stats().undeliverable();
        List<String> told;
        try (LoggedExceptions exceptions = new LoggedExceptions()) {
            told = way.how.read(new Reading(node, way.channel, CURSORS.get(way.channel)));
            assertThat(exceptions.said()).isEmpty();
        }
        assertThat(told.stream().filter(one -> !one.startsWith("gap")))
                .containsExactlyElementsOf(IntStream.rangeClosed(0, broken)
                        .mapToObj(Integer::toString)
                        .toList());
        assertThat(told.stream().filter(one -> one.startsWith("gap")))
                .hasSize(broken)
                .containsOnly("gap undeliverable");
        if (way.inOrder) {
            assertThat(IntStream.range(0, told.size()).filter(i -> i % 2 == 1).mapToObj(told::get))
                    .as("each where it lies")
                    .containsOnly("gap undeliverable");
        }
        assertThat(node.gateway().stats().undeliverable() - undeliverable).isGreaterThanOrEqualTo(broken);
        long again = node.log().stats().caughtUp() - caughtUp;
        if (way.isBehind) {
            assertThat(again).as("records that the elevator read").isGreaterThanOrEqualTo(told.size());
        } else {
            assertThat(again).as("records that the elevator read").isZero();
        }
    }
}
