package io.milepost.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milepost.broker.TestKafka;
import io.milepost.channel.ChannelName;
import io.milepost.channel.ChannelTemplate;
import io.milepost.channel.StreamSpec;
import io.milepost.channel.Streams;
import io.milepost.log.CatchUp.Lost;
import io.milepost.log.LogConfig.Absences;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A reader's budget, where its channel comes from three partitions: in one there is little to read for it, in one some, and in one
 * more than the budget. Those who are told {@code too_far} are told so for what they want themselves.
 */
class BudgetIT {
    private static final int BUDGET = 9_000;
    /** Offsets that the index tells apart. */
    private static final int BLOCK = 1_024;
    /** What the ring holds at most, and an elevator reads rather than leaps over, in records. */
    private static final int SLACK = 3_000;

    private static final int LITTLE = 20_000;
    private static final int SOME = 3_000;
    private static final int MUCH = 60_000;
    /** Has ten records of the first stream; of the others, as everybody has, every fifth. */
    private static final int SELDOM = 2;

    private final Streams streams =
            Streams.of(List.of(stream("little", "team-{key}"), stream("some", "team-{key}"), stream("much", "{key}")));
    private KafkaEventLog log;

    @BeforeEach
    void write() {
        StreamTopics.make(Crowd.client(), streams, new LogConfig.TopicDefaults(1, (short) -1));
        log = KafkaEventLog.open(
                LogConfig.of(TestKafka.bootstrapServers())
                        .withRing(LogConfig.LEAST_RING_BYTES, 0, 500)
                        .withAbsences(new Absences(1 << 20, 0, BUDGET)),
                streams);
        log.ready().orTimeout(60, TimeUnit.SECONDS).join();
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(Crowd.client(), new StringSerializer(), new StringSerializer())) {
            // What is written last is all that the ring holds in the end.
            write(producer, "little", "", LITTLE, i -> i % 5 == SELDOM && i >= 50 ? 3 : i % 5);
            write(producer, "some", "", SOME, i -> i % 5);
            write(producer, "much", "team-", MUCH, i -> i % 5);
        }
        await().atMost(Duration.ofMinutes(2)).until(() -> log.stats().records() >= LITTLE + SOME + MUCH);
    }

    @AfterEach
    void close() {
        log.close();
    }

    private void write(
            KafkaProducer<String, String> producer, String name, String prefix, int count, IntUnaryOperator team) {
        String topic = streams.named(name).orElseThrow().topic();
        for (int i = 0; i < count; i++) {
            producer.send(new ProducerRecord<>(topic, prefix + team.applyAsInt(i), "{\"n\":" + i + "}"));
        }
        producer.flush();
    }

    @Test
    void whoNeedsLeastIsServedFirstAndTheLastGetsWhatIsLeft() {
        long before = log.stats().caughtUp();
        Caught reader = read(SELDOM);
        reader.waitForEnd();
        assertThat(offsets(reader, "little")).containsExactlyElementsOf(everyFifth(SELDOM, 50));
        assertThat(offsets(reader, "some")).containsExactlyElementsOf(everyFifth(SELDOM, SOME));
        int left = BUDGET - BLOCK - SOME;
        assertThat(goesOn(reader, "much")).isBetween((long) MUCH - left - SLACK, (long) MUCH - left);
        assertThat(reader.lost).hasSize(1);
        assertThat(log.stats().caughtUp() - before).as("records read").isLessThan(BUDGET + 3 * SLACK);
    }

    @Test
    void partitionsThatNeedTooMuchShareEvenlyAndReadersDoNotShare() {
        List<Caught> crowd = IntStream.of(0, 1, 4).mapToObj(this::read).toList();
        Caught seldom = read(SELDOM);
        for (Caught reader : crowd) {
            reader.waitForEnd();
            int share = (BUDGET - SOME) / 2;
            assertThat(offsets(reader, "some")).hasSize(SOME / 5);
            assertThat(goesOn(reader, "little")).isBetween((long) LITTLE - share - SLACK, (long) LITTLE - share);
            assertThat(goesOn(reader, "much")).isBetween((long) MUCH - share - SLACK, (long) MUCH - share);
            assertThat(reader.lost).hasSize(2);
        }
        seldom.waitForEnd();
        assertThat(offsets(seldom, "little")).hasSize(10);
        assertThat(seldom.lost).as("beside others").hasSize(1);
    }

    /** Where a partition goes on behind its gap; from there on, nothing is missing. */
    private static long goesOn(Caught reader, String stream) {
        Lost gap = reader.lost.stream()
                .filter(lost -> of(reader, lost).equals(stream))
                .findFirst()
                .orElseThrow();
        assertThat(gap.reason()).isEqualTo(GapReason.TOO_FAR);
        List<Long> offsets = offsets(reader, stream);
        assertThat(offsets.get(0)).isBetween(gap.offset(), gap.offset() + 5);
        assertThat(offsets.get(offsets.size() - 1) - offsets.get(0)).isEqualTo((offsets.size() - 1) * 5L);
        return gap.offset();
    }

    private static String of(Caught reader, Lost lost) {
        return reader.gathering.partitions().get(lost.index()).stream().name();
    }

    private static List<Long> offsets(Caught reader, String stream) {
        return reader.found.stream()
                .filter(record -> record.partition().stream().name().equals(stream))
                .map(LogRecord::offset)
                .toList();
    }

    private static List<Long> everyFifth(int first, int end) {
        return IntStream.range(0, end)
                .filter(i -> i % 5 == first)
                .mapToObj(i -> (long) i)
                .toList();
    }

    private Caught read(int team) {
        Gathering gathering = Follower.attach(log).topology().gather(new ChannelName("team-" + team));
        return new Caught(log, gathering, new long[3], Long.MAX_VALUE / 2);
    }

    private static StreamSpec stream(String name, String template) {
        return new StreamSpec(
                name, TestKafka.uniqueTopic(name), ChannelTemplate.of(template), "x", StreamSpec.Delivery.ALL, false);
    }
}
