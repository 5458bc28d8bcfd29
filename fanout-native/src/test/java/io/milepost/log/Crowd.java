package io.milepost.log;

import static org.awaitility.Awaitility.await;

import io.milepost.broker.TestKafka;
import io.milepost.channel.ChannelName;
import io.milepost.channel.StreamSpec;
import io.milepost.channel.Streams;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntUnaryOperator;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** One stream with a topic of its own, full of the records of many teams, and the nodes that read it. */
final class Crowd implements AutoCloseable {
    final StreamSpec stream = new StreamSpec(
            "channels",
            TestKafka.uniqueTopic("crowd"),
            StreamSpec.of("c", "{key}", "x").template(),
            "activity-logged",
            StreamSpec.Delivery.ALL,
            false);
    final KafkaProducer<String, String> producer = producer(Map.of());
    private final int partitions;
    private final List<KafkaEventLog> nodes = new ArrayList<>();

    Crowd(int partitions) {
        this.partitions = partitions;
        TestKafka.createTopic(stream.topic(), partitions, Map.of());
    }

    /** Writes so many small records in large compressed batches. */
    void write(int count, IntUnaryOperator team) {
        for (int i = 0; i < count; i++) {
            producer.send(new ProducerRecord<>(stream.topic(), key(team.applyAsInt(i)), "{\"n\":" + i + "}"));
        }
        producer.flush();
    }

    KafkaProducer<String, String> producer(Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(client());
        all.putAll(Map.of("compression.type", "lz4", "batch.size", 1 << 18, "linger.ms", 20));
        all.putAll(settings);
        return new KafkaProducer<>(all, new StringSerializer(), new StringSerializer());
    }

    static String key(int team) {
        return "team-" + team;
    }

    /** A node whose ring holds next to nothing. */
    KafkaEventLog node(LogConfig.Absences absences, int warmUp) {
        KafkaEventLog log = KafkaEventLog.open(
                LogConfig.of(TestKafka.bootstrapServers())
                        .withWatchInterval(Duration.ofMillis(300))
                        .withRing(LogConfig.LEAST_RING_BYTES, warmUp, 500)
                        .withAbsences(absences),
                Streams.of(List.of(stream)));
        nodes.add(log);
        log.ready().orTimeout(60, TimeUnit.SECONDS).join();
        return log;
    }

    static Gathering gather(KafkaEventLog log, int team) {
        return Follower.attach(log).topology().gather(new ChannelName(key(team)));
    }

    /** A reading of this team's channel from an offset on, with all the credit there is. */
    static Caught read(KafkaEventLog log, int team, long offset) {
        return new Caught(log, gather(log, team), new long[] {offset}, Long.MAX_VALUE / 2);
    }

    /** By partition and offset, the keys of all committed records, read with a plain consumer. */
    List<NavigableMap<Long, String>> scan() throws Exception {
        List<NavigableMap<Long, String>> found = new ArrayList<>();
        for (int p = 0; p < partitions; p++) {
            TopicPartition partition = new TopicPartition(stream.topic(), p);
            found.add(new TreeMap<>());
            // The broker decides a transaction a little after its producer is told so.
            await().until(() -> readableEnd(partition) == end(partition, IsolationLevel.READ_UNCOMMITTED));
            long end = readableEnd(partition);
            Map<String, Object> settings = new HashMap<>(client());
            settings.put("isolation.level", "read_committed");
            try (KafkaConsumer<String, String> consumer =
                    new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
                consumer.assign(List.of(partition));
                consumer.seekToBeginning(List.of(partition));
                while (consumer.position(partition) < end) {
                    for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(200))) {
                        found.get(p).put(record.offset(), record.key());
                    }
                }
            }
        }
        return found;
    }

    long readableEnd(TopicPartition partition) throws Exception {
        return end(partition, IsolationLevel.READ_COMMITTED);
    }

    private static long end(TopicPartition partition, IsolationLevel isolation) throws Exception {
        try (Admin admin = Admin.create(client())) {
            return admin.listOffsets(Map.of(partition, OffsetSpec.latest()), new ListOffsetsOptions(isolation))
                    .partitionResult(partition)
                    .get()
                    .offset();
        }
    }

    static Map<String, Object> client() {
        return Map.of("bootstrap.servers", TestKafka.bootstrapServers());
    }

    @Override
    public void close() {
        nodes.forEach(KafkaEventLog::close);
        producer.close();
    }
}
