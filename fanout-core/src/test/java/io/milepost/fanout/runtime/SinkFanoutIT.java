package io.milepost.fanout.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.milepost.broker.TestKafka;
import io.milepost.channel.StreamSpec;
import io.milepost.channel.Streams;
import io.milepost.event.Json;
import io.milepost.fanout.Delivery;
import io.milepost.fanout.Failure;
import io.milepost.fanout.FanoutSettings;
import io.milepost.fanout.Outcome;
import io.milepost.fanout.Sink;
import io.milepost.fanout.SinkDefaults;
import io.milepost.fanout.deadletter.DeadLetter;
import io.milepost.fanout.deadletter.DeadLetterTopics;
import io.milepost.fanout.deadletter.DeadLetters;
import io.milepost.producer.EventPublisher;
import io.milepost.producer.Publication;
import io.milepost.producer.PublisherConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An event's whole way through the runtime, on a real broker. */
class SinkFanoutIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ScheduledExecutorService LATER = Executors.newSingleThreadScheduledExecutor();

    private final String topic = TestKafka.uniqueTopic("events");
    private final Streams streams = Streams.of(
            List.of(StreamSpec.of(topic, "team-{key}", "logged"), StreamSpec.of("channels", "{key}", "message")));
    private final Map<String, Object> kafka = Map.of("bootstrap.servers", TestKafka.bootstrapServers());
    private final DeadLetterTopics topics =
            new DeadLetterTopics(TestKafka.uniqueTopic("dlq"), TestKafka.uniqueTopic("retry"), (short) 1);
    private final Recorder recorder = new Recorder();
    private final EventPublisher publisher =
            new EventPublisher(new PublisherConfig("/test", streams, kafka, Duration.ofSeconds(10)));

    /** A sink in memory that answers a few milliseconds later, on another thread. */
    private static final class Recorder implements Sink {
        final Map<String, List<Integer>> byKey = new ConcurrentHashMap<>();
        final List<Delivery> all = new CopyOnWriteArrayList<>();
        volatile boolean mended;

        @Override
        public CompletionStage<List<Outcome>> deliver(List<Delivery> batch) {
            CompletableFuture<List<Outcome>> answer = new CompletableFuture<>();
            LATER.schedule(() -> answer.complete(batch.stream().map(this::take).toList()), 3, TimeUnit.MILLISECONDS);
            return answer;
        }

        private Outcome take(Delivery delivery) {
            int n = Integer.parseInt(delivery.event().id());
            if (n == 5 && !mended) {
                return new Outcome.Rejected(Failure.of("poison", "five is not taken"));
            }
            if (n % 10 == 7 && delivery.attempt() == 1) {
                return Outcome.retry(Failure.of("not-yet", "sevens are taken the second time"));
            }
            all.add(delivery);
            byKey.computeIfAbsent(delivery.key(), key -> new CopyOnWriteArrayList<>())
                    .add(n);
            return Outcome.delivered();
        }

        @Override
        public void close() {}
    }

    @BeforeEach
    void topic() {
        TestKafka.createTopic(topic, 3, Map.of());
    }

    @AfterEach
    void close() {
        publisher.close();
    }

    @AfterAll
    static void end() {
        LATER.shutdownNow();
    }

    private SinkFanout fanout(Map<String, String> said) {
        FanoutSettings settings = new FanoutSettings("fanouts.test.", said);
        SinkConfig config = SinkConfig.read(
                settings,
                topic,
                new SinkDefaults(1, 8, Duration.ofSeconds(10), Duration.ofHours(1)),
                streams,
                kafka,
                topics);
        settings.check();
        SinkFanout fanout = new SinkFanout("test", recorder, config, EventFilter.ALL, new SimpleMeterRegistry());
        fanout.start();
        return fanout;
    }

    private void publish(int from, int to) {
        List<CompletableFuture<?>> sent = new ArrayList<>();
        for (int n = from; n < to; n++) {
            sent.add(publisher.publish(new Publication(
                    topic, "k" + n % 10, "logged", Json.of("{\"n\":" + n + "}"), Integer.toString(n), null, null)));
        }
        CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)).join();
    }

    @Test
    void everyEventArrivesInTheOrderOfItsKeyAndPoisonIsPutAsideAndSentAgain() {
        publish(0, 500);
        try (SinkFanout fanout = fanout(Map.of("from", "earliest", "streams", topic, "retryFirst", "5ms"))) {
            await().atMost(PATIENCE).until(() -> recorder.all.size() == 499);
            await().atMost(PATIENCE).until(() -> fanout.health().ok());
            recorder.byKey.forEach((key, ns) -> assertThat(ns).isSorted().doesNotHaveDuplicates());
            List<DeadLetter> letters = new ArrayList<>();
            try (DeadLetters dead = new DeadLetters(kafka, topics)) {
                await().atMost(PATIENCE).until(() -> {
                    letters.clear();
                    dead.each(letter -> true, letters::add);
                    return letters.size() == 1;
                });
                assertThat(letters.get(0).code()).isEqualTo("poison");
                assertThat(letters.get(0).origin().topic()).isEqualTo(topic);
                recorder.mended = true;
                dead.redrive(letter -> !letter.redriven(), letter -> {});
                await().atMost(PATIENCE).until(() -> recorder.all.size() == 500);
                assertThat(recorder.all.get(499).redriven()).isTrue();
                letters.clear();
                dead.each(letter -> true, letters::add);
                assertThat(letters).singleElement().matches(DeadLetter::redriven);
            }
        }
        try (SinkFanout again = fanout(Map.of("streams", topic))) {
            publish(500, 600);
            await().atMost(PATIENCE).until(() -> recorder.all.size() == 600);
            await().atMost(PATIENCE).until(() -> again.health().ok());
        }
        assertThat(recorder.all).hasSize(600);
    }
}
