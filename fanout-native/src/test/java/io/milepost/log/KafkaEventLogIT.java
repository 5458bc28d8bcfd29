package io.milepost.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.milepost.broker.TestKafka;
import io.milepost.channel.ChannelName;
import io.milepost.channel.KeyPartition;
import io.milepost.channel.StreamSpec;
import io.milepost.channel.Streams;
import io.milepost.log.CatchUp.Lost;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KafkaEventLogIT {
    private static final ChannelName TEAM = new ChannelName("team-7");

    private final String topic = TestKafka.uniqueTopic("activity");
    private final StreamSpec activity = new StreamSpec(
            "activity",
            topic,
            StreamSpec.of("a", "team-{key}", "x").template(),
            "activity-logged",
            StreamSpec.Delivery.ALL,
            false);
    private final StreamSpec channels = new StreamSpec(
            "channels",
            TestKafka.uniqueTopic("channels"),
            StreamSpec.of("c", "{key}", "x").template(),
            "message",
            StreamSpec.Delivery.ALL,
            false);
    private final Streams streams = Streams.of(List.of(activity, channels));
    private final List<AutoCloseable> open = new ArrayList<>();
    private KafkaProducer<String, String> producer;
    private Admin admin;

    @BeforeEach
    void connect() {
        producer = closing(new KafkaProducer<>(client(), new StringSerializer(), new StringSerializer()));
        admin = closing(Admin.create(client()));
    }

    @AfterEach
    void close() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    @Test
    void missingTopicsAreMadeOrReportedAtOnce() {
        KafkaEventLog log = closing(KafkaEventLog.open(config().withMissingTopics(Optional.empty()), streams));
        assertThatThrownBy(() -> log.ready().get(60, TimeUnit.SECONDS))
                .hasCauseInstanceOf(MissingTopicsException.class)
                .hasMessageContaining(activity.topic())
                .hasMessageContaining(channels.topic());
        assertThat(ready(config()).away()).isNull();
    }

    @Test
    void whatIsWrittenAppearsInTheRingInOrder() throws Exception {
        KafkaEventLog log = ready(config());
        Follower follower = new Follower(log);
        for (int i = 0; i < 2_000; i++) {
            send(topic, Integer.toString(i % 10), "{\"n\":" + i + "}");
        }
        send(channels.topic(), "lobby", "{}");
        follower.waitFor(2_001);
        assertThat(follower.values("team-7"))
                .containsExactlyElementsOf(numbers(2_000)
                        .filter(n -> n % 10 == 7)
                        .mapToObj(n -> "{\"n\":" + n + "}")
                        .toList());
        assertThat(follower.values("lobby")).containsExactly("{}");
        await().until(() -> log.stats().records() == 2_001);
    }

    @Test
    void keysThatMakeNoChannelAreCountedAndHarmNobody() throws Exception {
        KafkaEventLog log = ready(config());
        Follower follower = new Follower(log);
        send(topic, null, "{}");
        send(topic, "not a key", "{}");
        send(topic, "7", "{\"n\":1}");
        follower.waitFor(1);
        // They lie in partitions of their own, which may be read later.
        await().until(() -> log.stats().unaddressable() == 2);
    }

    @Test
    void recordsOutsideTheirKeysPartitionAreMarked() throws Exception {
        KafkaEventLog log = ready(config());
        Follower follower = new Follower(log);
        int right = KeyPartition.of("7", 3);
        producer.send(new ProducerRecord<>(topic, (right + 1) % 3, "7", "{}")).get();
        follower.waitFor(1);
        assertThat(follower.records.get(0).isStray()).isTrue();
        assertThat(log.stats().strays()).isEqualTo(1);
    }

    @Test
    void aNodeBeginsALittleBeforeTheEnd() throws Exception {
        ready(config()).close();
        for (int i = 0; i < 100; i++) {
            send(topic, "7", "{\"n\":" + i + "}");
        }
        producer.flush();
        KafkaEventLog log = ready(config().withRing(1 << 20, 60, 500));
        Gathering gathering = topology(log).gather(TEAM);
        RingReader reader = new RingReader(log.ring());
        assertThat(reader.holds(gathering, new long[] {95, 0})).isTrue();
        assertThat(reader.holds(gathering, new long[] {50, 0})).isFalse();
        RingReader.Portion portion =
                reader.read(gathering, new long[] {95, 0}, -1, log.ring().end(), 1 << 20);
        assertThat(portion.records()).extracting(LogRecord::offset).containsExactly(95L, 96L, 97L, 98L, 99L);
    }

    @Test
    void whatLiesBehindTheRingIsReadForManyAtOnce() throws Exception {
        KafkaEventLog log = ready(config().withRing(LogConfig.LEAST_RING_BYTES, 1, 100));
        for (int i = 0; i < 5_000; i++) {
            send(topic, Integer.toString(i % 5), "{\"n\":" + i + "}");
        }
        Follower follower = new Follower(log);
        await().atMost(Duration.ofMinutes(2)).until(() -> log.stats().records() == 5_000);
        long before = log.stats().caughtUp();
        List<Caught> readers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            readers.add(new Caught(log, follower, new ChannelName("team-" + i % 5), i * 10L, Long.MAX_VALUE));
        }
        for (int i = 0; i < 50; i++) {
            Caught reader = readers.get(i);
            reader.waitForEnd();
            long from = i * 10L;
            assertThat(reader.offsets()).isSorted().allMatch(offset -> offset >= from);
            // Each key has every fifth number, so the numbers tell whether one is missing or doubled.
            List<Integer> numbers = reader.numbers();
            assertThat(numbers)
                    .hasSizeGreaterThan(300)
                    .containsExactlyElementsOf(IntStream.iterate(numbers.get(0), n -> n + 5)
                            .limit(numbers.size())
                            .boxed()
                            .toList());
            assertThat(numbers.get(0) % 5).isEqualTo(i % 5);
            assertThat(new RingReader(log.ring()).holds(reader.gathering, reader.end))
                    .isTrue();
        }
        assertThat(log.stats().caughtUp() - before)
                .as("records read for 50 readers")
                .isLessThan(50_000);
    }

    @Test
    void aReaderWithoutCreditWaitsAndHoldsNobodyUp() throws Exception {
        KafkaEventLog log = ready(config().withRing(LogConfig.LEAST_RING_BYTES, 1, 100));
        for (int i = 0; i < 20_000; i++) {
            send(topic, "7", "{\"n\":" + i + ",\"x\":\"" + "x".repeat(1_000) + "\"}");
        }
        Follower follower = new Follower(log);
        await().atMost(Duration.ofMinutes(2)).until(() -> log.stats().records() == 20_000);
        Caught poor = new Caught(log, follower, TEAM, 0, 10_000);
        Caught rich = new Caught(log, follower, TEAM, 0, Long.MAX_VALUE);
        rich.waitForEnd();
        int got = poor.offsets().size();
        assertThat(got).isBetween(3, 20);
        assertThat(poor.done).isNotDone();
        // What it lacks was held for a while and then let go; it is read again.
        poor.reading.grant(Long.MAX_VALUE / 2);
        poor.waitForEnd();
        // How far beyond the ring's start each was taken depends on where a poll ended.
        int both = Math.min(poor.offsets().size(), rich.offsets().size());
        assertThat(poor.offsets().subList(0, both))
                .isEqualTo(rich.offsets().subList(0, both))
                .hasSizeGreaterThan(19_000);
        assertThat(new RingReader(log.ring()).holds(poor.gathering, poor.end)).isTrue();
    }

    @Test
    void readersWithLittleCreditAndManyPlacesGetExactlyWhatTheyLack() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        KafkaEventLog log = ready(config().withRing(LogConfig.LEAST_RING_BYTES, 1, 100));
        for (int i = 0; i < 30_000; i++) {
            send(topic, Integer.toString(i % 5), "{\"n\":" + i + ",\"x\":\"" + "x".repeat(300) + "\"}");
        }
        Follower follower = new Follower(log);
        await().atMost(Duration.ofMinutes(2)).until(() -> log.stats().records() == 30_000);
        List<Caught> readers = new ArrayList<>();
        for (int i = 0; i < 80; i++) {
            readers.add(new Caught(
                    log,
                    follower,
                    new ChannelName("team-" + i % 5),
                    random.nextInt(5_000),
                    1 + random.nextInt(50_000)));
        }
        await().atMost(Duration.ofMinutes(2)).pollInterval(Duration.ofMillis(1)).until(() -> {
            readers.get(random.nextInt(readers.size())).reading.grant(1 + random.nextInt(500_000));
            return readers.stream().allMatch(reader -> reader.done.isDone());
        });
        for (int i = 0; i < readers.size(); i++) {
            Caught reader = readers.get(i);
            assertThat(reader.offsets()).isSorted();
            List<Integer> numbers = reader.numbers();
            assertThat(numbers)
                    .as("seed %d, reader %d", seed, i)
                    .hasSizeGreaterThan(500)
                    .containsExactlyElementsOf(IntStream.iterate(numbers.get(0), n -> n + 5)
                            .limit(numbers.size())
                            .boxed()
                            .toList());
            assertThat(new RingReader(log.ring()).holds(reader.gathering, reader.end))
                    .isTrue();
        }
    }

    @Test
    void whatRetentionTookIsSaidOnce() throws Exception {
        KafkaEventLog log = ready(config().withRing(LogConfig.LEAST_RING_BYTES, 1, 100));
        for (int i = 0; i < 1_000; i++) {
            send(topic, "7", "{\"n\":" + i + "}");
        }
        Follower follower = new Follower(log);
        await().until(() -> log.stats().records() == 1_000);
        int partition = KeyPartition.of("7", 3);
        admin.deleteRecords(Map.of(new TopicPartition(topic, partition), RecordsToDelete.beforeOffset(300)))
                .all()
                .get();
        Caught reader = new Caught(log, follower, TEAM, 5, Long.MAX_VALUE);
        reader.waitForEnd();
        assertThat(reader.lost).containsExactly(new Lost(GapReason.RETENTION, 0, 300));
        assertThat(reader.offsets()).startsWith(300L);
    }

    @Test
    void aTopicMadeAnewBeginsAnotherRunOfOffsets() throws Exception {
        KafkaEventLog log = ready(config());
        Follower follower = new Follower(log);
        send(topic, "7", "{\"n\":1}");
        follower.waitFor(1);
        admin.deleteTopics(List.of(topic)).all().get();
        await().ignoreExceptions().until(() -> {
            TestKafka.createTopic(topic, 3, Map.of());
            return true;
        });
        await().until(() -> {
            follower.pull();
            return follower.changes.size() == 1;
        });
        send(topic, "7", "{\"n\":2}");
        follower.waitFor(2);
        assertThat(follower.values("team-7")).containsExactly("{\"n\":1}", "{\"n\":2}");
        assertThat(follower.records.get(1).offset()).isZero();
        assertThat(follower.records.get(1).partition())
                .isNotSameAs(follower.records.get(0).partition());
    }

    @Test
    void partitionsAddedAreReadFromTheirStart() throws Exception {
        KafkaEventLog log = ready(config());
        Follower follower = new Follower(log);
        for (int i = 0; i < 50; i++) {
            send(topic, Integer.toString(i), "{}");
        }
        follower.waitFor(50);
        admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(8))).all().get();
        try (KafkaProducer<String, String> fresh =
                new KafkaProducer<>(client(), new StringSerializer(), new StringSerializer())) {
            await().until(() -> fresh.partitionsFor(topic).size() == 8);
            for (int i = 0; i < 50; i++) {
                fresh.send(new ProducerRecord<>(topic, Integer.toString(i), "{}"))
                        .get();
            }
        }
        follower.waitFor(100);
        assertThat(follower.changes).hasSize(1);
    }

    @Test
    void onlyWhatWasCommittedIsRead() throws Exception {
        KafkaEventLog log = ready(config());
        Follower follower = new Follower(log);
        Map<String, Object> settings = new HashMap<>(client());
        settings.put("transactional.id", topic);
        try (KafkaProducer<String, String> transactional =
                new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            transactional.initTransactions();
            transactional.beginTransaction();
            transactional.send(new ProducerRecord<>(topic, "7", "{\"n\":\"aborted\"}"));
            transactional.flush();
            transactional.abortTransaction();
            transactional.beginTransaction();
            transactional.send(new ProducerRecord<>(topic, "7", "{\"n\":\"committed\"}"));
            transactional.commitTransaction();
        }
        follower.waitFor(1);
        assertThat(follower.values("team-7")).containsExactly("{\"n\":\"committed\"}");
        // Another node finds the end although its last offsets hold no record.
        ready(config());
    }

    private KafkaEventLog ready(LogConfig config) {
        KafkaEventLog log = closing(KafkaEventLog.open(config, streams));
        log.ready().orTimeout(60, TimeUnit.SECONDS).join();
        return log;
    }

    private static LogConfig config() {
        return LogConfig.of(TestKafka.bootstrapServers()).withWatchInterval(Duration.ofMillis(300));
    }

    private static Map<String, Object> client() {
        return Map.of("bootstrap.servers", TestKafka.bootstrapServers());
    }

    private void send(String to, String key, String value) {
        producer.send(new ProducerRecord<>(to, key, value));
    }

    private <T extends AutoCloseable> T closing(T closeable) {
        open.add(closeable);
        return closeable;
    }

    private static IntStream numbers(int count) {
        return IntStream.range(0, count);
    }

    private static Topology topology(KafkaEventLog log) {
        return Follower.attach(log).topology();
    }
}
