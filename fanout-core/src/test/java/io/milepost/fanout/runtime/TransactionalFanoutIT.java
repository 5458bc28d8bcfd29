package io.milepost.fanout.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.milepost.broker.TestKafka;
import io.milepost.channel.StreamSpec;
import io.milepost.channel.Streams;
import io.milepost.event.Json;
import io.milepost.fanout.FanoutSettings;
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
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From topic to topic, each event once, whoever comes, goes and fails. */
class TransactionalFanoutIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int KEYS = 10;

    private final String in = TestKafka.uniqueTopic("in");
    private final String out = TestKafka.uniqueTopic("out");
    private final Streams streams = Streams.of(
            List.of(StreamSpec.of(in, "team-{key}", "logged"), StreamSpec.of("channels", "{key}", "message")));
    private final Map<String, Object> kafka = Map.of("bootstrap.servers", TestKafka.bootstrapServers());
    private final DeadLetterTopics topics =
            new DeadLetterTopics(TestKafka.uniqueTopic("dlq"), TestKafka.uniqueTopic("retry"), (short) 1);
    private final EventPublisher publisher =
            new EventPublisher(new PublisherConfig("/test", streams, kafka, Duration.ofSeconds(20)));
    private final Map<String, List<Integer>> published = new TreeMap<>();
    private final List<TransactionalFanout> started = new ArrayList<>();
    private int next;

    @BeforeEach
    void topics() {
        TestKafka.createTopic(in, 3, Map.of());
        TestKafka.createTopic(out, 3, Map.of());
    }

    @AfterEach
    void close() {
        started.forEach(TransactionalFanout::close);
        publisher.close();
    }

    private TransactionalFanout start(Transformer transformer) {
        FanoutSettings settings = new FanoutSettings(
                "fanouts.test.",
                Map.of(
                        "from", "earliest",
                        "streams", in,
                        "group", "group-" + in,
                        "retryFirst", "5ms",
                        "retryMost", "50ms",
                        "commitEvery", "10ms"));
        SinkConfig config = SinkConfig.read(
                settings,
                in,
                new SinkDefaults(1, 1, Duration.ofSeconds(10), Duration.ofHours(1)),
                streams,
                kafka,
                topics);
        settings.check();
        TransactionalFanout fanout =
                new TransactionalFanout("test", transformer, config, EventFilter.ALL, new SimpleMeterRegistry());
        started.add(fanout);
        fanout.start();
        return fanout;
    }

    /** Writes events; those of which something can be made are noted. */
    private void publish(int count) {
        List<CompletableFuture<?>> sent = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int n = next++;
            String key = "k" + n % KEYS;
            sent.add(publisher.publish(
                    new Publication(in, key, "logged", Json.of("{\"n\":" + n + "}"), Integer.toString(n), null, null)));
            if (!Copier.isRefused(n)) {
                published.computeIfAbsent(key, first -> new ArrayList<>()).add(n);
            }
        }
        CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)).join();
    }

    private void publishBroken(String key) throws Exception {
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(kafka, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(in, key, "{\"half\":")).get();
        }
    }

    private int good() {
        return published.values().stream().mapToInt(List::size).sum();
    }

    /** What is in the topic that is written, for each key in its order. */
    private Map<String, List<Integer>> written() {
        Map<String, List<Integer>> all = new TreeMap<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", TestKafka.bootstrapServers(), "isolation.level", "read_committed"),
                new StringDeserializer(),
                new StringDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(out).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(200))) {
                    all.computeIfAbsent(record.key(), key -> new ArrayList<>()).add(Integer.parseInt(record.value()));
                }
            }
        }
        return all;
    }

    private int countWritten() {
        return written().values().stream().mapToInt(List::size).sum();
    }

    private List<String> deadLetters() {
        List<String> codes = new ArrayList<>();
        try (DeadLetters dead = new DeadLetters(kafka, topics)) {
            dead.each(letter -> true, (DeadLetter letter) -> codes.add(letter.code()));
        }
        return codes;
    }

    @Test
    void everyEventComesOutOnceAndInTheOrderOfItsKeyWhoeverComesGoesAndFails() throws Exception {
        String given = System.getProperty("seed", "");
        long seed = given.isEmpty() ? new Random().nextLong() : Long.parseLong(given);
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        TransactionalFanout[] two = {start(copier(random)), start(copier(random))};
        int broken = 0;
        for (int round = 0; round < 4; round++) {
            publish(100 + random.nextInt(100));
            publishBroken("k" + random.nextInt(KEYS));
            broken++;
            int enough = good() - random.nextInt(100);
            await().atMost(PATIENCE).until(() -> countWritten() >= enough);
            publish(50);
            int one = random.nextInt(2);
            two[one].close();
            two[one] = start(copier(random));
        }
        await().atMost(PATIENCE).until(() -> countWritten() >= good());
        await().atMost(PATIENCE)
                .until(() -> two[0].health().ok() && two[1].health().ok());
        assertThat(written()).isEqualTo(published);
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < broken; i++) {
            expected.add("undeliverable");
        }
        for (int i = 0; i < next - good(); i++) {
            expected.add("refused");
        }
        await().atMost(PATIENCE).until(() -> deadLetters().size() >= expected.size());
        assertThat(deadLetters()).containsExactlyInAnyOrderElementsOf(expected);
    }

    private Copier copier(Random random) {
        return new Copier(out, new Random(random.nextLong()));
    }

    @Test
    void whatIsNeededIsReadAgainByWhoComesNext() {
        Holder first = new Holder(out);
        TransactionalFanout before = start(first);
        publish(70);
        await().atMost(PATIENCE).until(() -> first.taken.get() >= 70);
        // Time for commits, of which there must be none beyond what is held.
        int looked = first.looked.get();
        await().atMost(PATIENCE).until(() -> first.looked.get() >= looked + 10);
        assertThat(Commits.of(TestKafka.bootstrapServers(), "group-" + in).values())
                .isNotEmpty()
                .allMatch(place -> place.offset() == 0);
        assertThat(written()).isEmpty();
        before.close();
        Holder second = new Holder(out);
        second.released = true;
        start(second);
        await().atMost(PATIENCE).until(() -> countWritten() >= 70);
        publish(30);
        await().atMost(PATIENCE).until(() -> countWritten() >= 100);
        written().forEach((key, numbers) -> assertThat(numbers).isSorted().doesNotHaveDuplicates());
        assertThat(countWritten()).isEqualTo(100);
        await().atMost(PATIENCE)
                .until(() -> Commits.of(TestKafka.bootstrapServers(), "group-" + in).values().stream()
                                .mapToLong(place -> place.offset())
                                .sum()
                        >= 100);
        assertThat(second.taken.get()).isEqualTo(100);
    }
}
