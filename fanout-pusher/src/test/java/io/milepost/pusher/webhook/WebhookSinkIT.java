package io.milepost.pusher.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.milepost.broker.FreePort;
import io.milepost.broker.TestKafka;
import io.milepost.channel.StreamSpec;
import io.milepost.channel.Streams;
import io.milepost.event.Event;
import io.milepost.event.EventWriter;
import io.milepost.event.Json;
import io.milepost.fanout.FanoutContext;
import io.milepost.fanout.FanoutSettings;
import io.milepost.fanout.deadletter.DeadLetter;
import io.milepost.fanout.deadletter.DeadLetterTopics;
import io.milepost.fanout.deadletter.DeadLetters;
import io.milepost.fanout.runtime.SinkConfig;
import io.milepost.fanout.runtime.SinkFanout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Facts from a topic to an HTTP server that checks each call with Pusher's library. */
class WebhookSinkIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Map<String, Object> KAFKA = Map.of("bootstrap.servers", TestKafka.bootstrapServers());

    private final String topic = TestKafka.uniqueTopic("webhooks");
    private final DeadLetterTopics letters =
            new DeadLetterTopics(TestKafka.uniqueTopic("dlq"), TestKafka.uniqueTopic("retry"), (short) -1);
    private final Streams streams = Streams.of(List.of(new StreamSpec(
            "webhooks",
            topic,
            StreamSpec.of("webhooks", "{key}", "fact").template(),
            "fact",
            StreamSpec.Delivery.ALL,
            false)));
    private final KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(KAFKA, new ByteArraySerializer(), new ByteArraySerializer());
    private final List<AutoCloseable> parts = new ArrayList<>(List.of(producer));

    @BeforeEach
    void makeTopic() {
        TestKafka.createTopic(topic, 1, Map.of());
    }

    @AfterEach
    void close() throws Exception {
        for (int i = parts.size() - 1; i >= 0; i--) {
            parts.get(i).close();
        }
    }

    private void write(String kind, String id) {
        Event fact = new Event(
                id,
                "/milepost/apps/1",
                kind,
                "2026-01-02T03:04:05.678Z",
                null,
                Json.of("{\"name\":\"" + kind + "\",\"channel\":\"" + id + "\"}"));
        producer.send(EventWriter.write(fact, topic, "1"));
        producer.flush();
    }

    private void write(String id) {
        write("channel_occupied", id);
    }

    private HookServer server(int port) {
        HookServer server = new HookServer(port);
        parts.add(server);
        return server;
    }

    private SinkFanout start(String name, String url, Map<String, String> more) {
        Map<String, String> said = new HashMap<>(Map.of(
                "url",
                url,
                "key",
                HookServer.KEY,
                "secret",
                HookServer.SECRET,
                "from",
                "earliest",
                "retryFirst",
                "20ms",
                "retryMost",
                "200ms",
                "breakerMost",
                "200ms"));
        said.putAll(more);
        FanoutSettings settings = new FanoutSettings("hook.", said);
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        WebhookSinkProvider provider = new WebhookSinkProvider();
        String unique = name + topic;
        SinkConfig config = SinkConfig.read(settings, unique, provider.defaults(), streams, KAFKA, letters);
        SinkFanout fanout = new SinkFanout(
                unique,
                provider.open(new FanoutContext(unique, streams, settings, meters)),
                config,
                (stream, type, channel) -> channel.equals("1"),
                meters);
        parts.add(fanout);
        fanout.start();
        return fanout;
    }

    @Test
    void whatThereIsGoesInOneBodyThatPushersLibraryFindsValid() {
        HookServer server = server(0);
        List<String> ids = IntStream.range(0, 5).mapToObj(i -> "c" + i).toList();
        ids.forEach(this::write);
        write("c2");
        write("client_event", "not-wanted");
        long before = System.currentTimeMillis();
        start("hook", server.url(), Map.of("events", "channel_occupied,channel_vacated"));
        await().atMost(SOON).until(() -> server.channels().equals(ids));
        assertThat(server.calls()).isLessThanOrEqualTo(2);
        assertThat(server.body(0).path("time_ms").asLong()).isBetween(before, System.currentTimeMillis());
        assertThat(server.body(0).path("events").get(0))
                .isEqualTo(Json.of("{\"name\":\"channel_occupied\",\"channel\":\"c0\"}")
                        .tree());
        write("c6");
        await().atMost(SOON).until(() -> server.channels().size() == 6);
    }

    @Test
    void whateverIsNoSuccessIsTriedAgainInOrder() {
        HookServer server = server(0);
        server.answer(204, 500, 302, 404, 401, 503);
        start("hook", server.url(), Map.of());
        write("a");
        write("b");
        write("c");
        await().atMost(SOON).until(() -> server.channels().equals(List.of("a", "b", "c")));
    }

    @Test
    void anAddressThatIsAwayGetsItLaterAndHoldsUpNoOther() {
        int away = FreePort.find();
        HookServer there = server(0);
        start("away", HookServer.url(away), Map.of());
        start("there", there.url(), Map.of());
        write("a");
        write("b");
        await().atMost(SOON).until(() -> there.channels().equals(List.of("a", "b")));
        HookServer back = server(away);
        await().atMost(SOON).until(() -> back.channels().equals(List.of("a", "b")));
    }

    @Test
    void whatIsTooOldIsADeadLetterAndCanBeSentAgain() {
        HookServer server = server(0);
        server.answer(500);
        SinkFanout fanout = start("hook", server.url(), Map.of("maxAge", "5s"));
        await().atMost(SOON).until(fanout::hasBegun);
        write("a");
        write("b");
        try (DeadLetters dead = new DeadLetters(KAFKA, letters)) {
            List<DeadLetter> found = new ArrayList<>();
            await().atMost(SOON).until(() -> {
                found.clear();
                dead.each(letter -> true, found::add);
                return found.size() == 2;
            });
            assertThat(found).allMatch(letter -> letter.code().equals("expired") && letter.attempts() > 1);
            server.answer(200);
            await().atMost(SOON).until(() -> fanout.health().ok());
            write("c");
            await().atMost(SOON).until(() -> server.channels().equals(List.of("c")));
            dead.redrive(letter -> true, letter -> {});
        }
        await().atMost(SOON).until(() -> server.channels().containsAll(List.of("a", "b")));
    }
}
