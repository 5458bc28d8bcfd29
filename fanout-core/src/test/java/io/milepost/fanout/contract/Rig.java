package io.milepost.fanout.contract;

import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.milepost.broker.TestKafka;
import io.milepost.fanout.Sink;
import io.milepost.fanout.SinkProvider;
import io.milepost.fanout.deadletter.DeadLetterTopics;
import io.milepost.fanout.deadletter.DeadLetters;
import io.milepost.fanout.runtime.Commits;
import io.milepost.fanout.runtime.SinkFanout;
import io.milepost.producer.Published;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * A sink between topics of a test's own on a real broker and a far side of its own. The streams are the default ones; only
 * those in {@link #STREAMS} have topics and are read, unless settings say otherwise. Confined to the test's thread.
 */
public final class Rig implements AutoCloseable {
    /** The streams that are read. */
    public static final List<String> STREAMS = List.of("activity", "goal", "chat");

    /** Partitions of each topic. */
    public static final int PARTITIONS = 4;

    private final Plan plan;
    private final FarSide farSide;
    private final Load load;
    private final List<SinkFanout> started = new ArrayList<>();

    /**
     * Makes the topics.
     *
     * @param settings of the fan-out, beside the far side's own
     */
    public Rig(SinkProvider provider, FarSide farSide, Map<String, String> settings, Load.Writing writing) {
        Map<String, String> all = new HashMap<>(Map.of(
                "streams", String.join(",", STREAMS),
                "from", "earliest",
                "commitEvery", "100ms",
                "retryFirst", "20ms",
                "retryMost", "500ms",
                "breakerMost", "500ms"));
        all.putAll(farSide.settings());
        all.putAll(settings);
        String suffix = UUID.randomUUID().toString().substring(0, 13);
        Map<String, String> kafka = Map.of("bootstrap.servers", TestKafka.bootstrapServers());
        this.plan = new Plan(provider.getClass().getName(), "test-" + suffix, suffix, all, kafka);
        this.farSide = farSide;
        STREAMS.forEach(stream -> TestKafka.createTopic(topic(stream), PARTITIONS, Map.of()));
        this.load = new Load(plan.streams(), TestKafka.bootstrapServers(), writing);
    }

    /** A fan-out at work, and what is seen of it. */
    public record Started(SinkFanout fanout, Witness witness, SimpleMeterRegistry meters) {
        /** Records it has left alone. */
        public double skipped() {
            return meters.find("milepost.fanout.skipped").counters().stream()
                    .mapToDouble(Counter::count)
                    .sum();
        }
    }

    /** Starts the fan-out. */
    public Started start() {
        return start(Map.of());
    }

    /** Starts the fan-out with other settings. */
    public Started start(Map<String, String> more) {
        return start(plan, more, UnaryOperator.identity());
    }

    /** Starts the fan-out with other settings, and something around or in place of its sink. */
    public Started start(Map<String, String> more, UnaryOperator<Sink> around) {
        return start(plan, more, around);
    }

    /** Starts another fan-out of the same kind, with a group of its own. */
    public Started startAnother() {
        return start(plan.named(plan.name() + "-other"), Map.of(), UnaryOperator.identity());
    }

    private Started start(Plan which, Map<String, String> more, UnaryOperator<Sink> around) {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        List<Witness> witness = new ArrayList<>();
        SinkFanout fanout = which.with(more)
                .open(
                        sink -> {
                            witness.add(new Witness(around.apply(sink)));
                            return witness.get(0);
                        },
                        Map.of(),
                        meters);
        started.add(fanout);
        fanout.start();
        return new Started(fanout, witness.get(0), meters);
    }

    Plan plan() {
        return plan;
    }

    /** What writes the events. */
    public Load load() {
        return load;
    }

    /** Where they go. */
    public FarSide farSide() {
        return farSide;
    }

    /** The topic of a stream. */
    public String topic(String stream) {
        return plan.streams().named(stream).orElseThrow().topic();
    }

    /** The topics of dead letters and redriven ones, as a configuration has them. */
    public DeadLetterTopics topics() {
        return plan.topics();
    }

    /** What was written and what has arrived until now. */
    public Ledger ledger() {
        return new Ledger(load.written(), farSide.arrivals());
    }

    /** Returns when everything good that was written has arrived. */
    public Ledger awaitAll(Duration most) {
        load.flush();
        await("what was written arrives").atMost(most).until(() -> ledger().missing(), Set::isEmpty);
        return ledger();
    }

    /** What the group has committed. */
    public Map<TopicPartition, OffsetAndMetadata> commits() {
        return Commits.of(TestKafka.bootstrapServers(), plan.group());
    }

    /** The ids of the events that the group's commits say are finished. */
    public Set<String> finished() {
        Map<TopicPartition, OffsetAndMetadata> commits = commits();
        Set<String> finished = new HashSet<>();
        for (Written event : load.written()) {
            Published at = event.published().join();
            if (Commits.cover(commits.get(new TopicPartition(at.topic(), at.partition())), at.offset())) {
                finished.add(event.id());
            }
        }
        return finished;
    }

    /** Returns when there are so many dead letters, with all there are. */
    public List<ConsumerRecord<String, byte[]>> awaitDeadLetters(int count) {
        return await("dead letters")
                .atMost(Duration.ofSeconds(30))
                .until(this::deadLetters, all -> all.size() >= count);
    }

    /** All dead letters there are. */
    public List<ConsumerRecord<String, byte[]>> deadLetters() {
        List<ConsumerRecord<String, byte[]>> letters = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", TestKafka.bootstrapServers()),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer
                    .partitionsFor(plan.topics().dead())
                    .stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    if (record.headers().lastHeader("milepost_sink") != null) {
                        letters.add(record);
                    }
                }
            }
        }
        return letters;
    }

    /** Sends all dead letters again, those too that were sent again before. */
    public void redrive() {
        try (DeadLetters letters =
                new DeadLetters(Map.of("bootstrap.servers", TestKafka.bootstrapServers()), plan.topics())) {
            letters.redrive(letter -> true, letter -> {});
        }
    }

    @Override
    public void close() {
        load.close();
        started.forEach(SinkFanout::close);
        farSide.close();
    }
}
