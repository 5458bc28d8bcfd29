package io.milepost.log;

import static org.awaitility.Awaitility.await;

import io.milepost.broker.TestKafka;
import io.milepost.channel.StreamSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Writes to the streams of a gathering and knows what its partitions hold: the model that pages are compared with. The
 * gathering's channel is {@code team-7}.
 */
final class WrittenLog implements AutoCloseable {
    private final Gathering gathering;
    private final Admin admin = Admin.create(client());
    private final KafkaProducer<String, String> plain = producer(client());
    private final KafkaProducer<String, String> transactional;
    private final List<TreeMap<Long, Entry>> partitions = new ArrayList<>();
    private final List<Sent> sent = new ArrayList<>();
    private final long[] starts;

    /** What lies at an offset. */
    private record Entry(long time, boolean event) {}

    /** What was sent and is not yet known to lie anywhere. */
    private record Sent(int index, Future<RecordMetadata> at, boolean event) {}

    /** An event of the channel. */
    record Event(int index, long offset, long time) {}

    WrittenLog(Gathering gathering) {
        this.gathering = gathering;
        this.starts = new long[gathering.partitions().size()];
        gathering.partitions().forEach(partition -> partitions.add(new TreeMap<>()));
        Map<String, Object> settings = new HashMap<>(client());
        settings.put("transactional.id", TestKafka.uniqueTopic("history"));
        transactional = producer(settings);
        transactional.initTransactions();
    }

    /** Writes a record with this team's key to the stream at this place in the gathering. */
    void write(int index, int team, long time, String value) {
        sent.add(new Sent(index, plain.send(record(index, team, time, value)), team == 7));
    }

    /** Writes so many records of five teams to all streams in turn, a millisecond apart; three of fifteen are team-7's. */
    void writeInterleaved(int count, long time) throws Exception {
        for (int i = 0; i < count; i++) {
            write(
                    i % gathering.partitions().size(),
                    5 + i / gathering.partitions().size() % 5,
                    time + i,
                    "{}");
        }
        settle();
    }

    /** Writes so many records of team-7 to one stream in a transaction. */
    void inTransaction(int index, int count, long time, boolean commit) throws Exception {
        settle();
        transactional.beginTransaction();
        for (int i = 0; i < count; i++) {
            sent.add(new Sent(index, transactional.send(record(index, 7, time, "{}")), commit));
        }
        transactional.flush();
        settle();
        if (commit) {
            transactional.commitTransaction();
        } else {
            transactional.abortTransaction();
        }
        // The marker bears the broker's own time, which is later than any that tests write.
        partitions.get(index).put(partitions.get(index).lastKey() + 1, new Entry(Long.MAX_VALUE, false));
        await().until(() -> readableEnd(index) == partitions.get(index).lastKey() + 1);
    }

    /** Waits until everything sent has its offset. */
    void settle() throws Exception {
        plain.flush();
        for (Sent one : sent) {
            RecordMetadata at = one.at().get();
            if (at.partition() == gathering.partitions().get(one.index()).partition()) {
                partitions.get(one.index()).put(at.offset(), new Entry(at.timestamp(), one.event()));
            }
        }
        sent.clear();
    }

    /** Deletes what lies before an offset, as retention does. */
    void retain(int index, long start) throws Exception {
        admin.deleteRecords(Map.of(topicPartition(index), RecordsToDelete.beforeOffset(start)))
                .all()
                .get();
        starts[index] = start;
    }

    long[] starts() {
        return starts.clone();
    }

    /** The offsets after everything. */
    long[] ends() {
        return partitions.stream()
                .mapToLong(entries -> entries.isEmpty() ? 0 : entries.lastKey() + 1)
                .toArray();
    }

    /** In each partition, the first offset with this time or a later one. */
    long[] at(long time) {
        long[] offsets = ends();
        for (int i = 0; i < offsets.length; i++) {
            for (Map.Entry<Long, Entry> entry :
                    partitions.get(i).tailMap(starts[i]).entrySet()) {
                if (entry.getValue().time() >= time) {
                    offsets[i] = entry.getKey();
                    break;
                }
            }
        }
        return offsets;
    }

    /** The channel's events before these offsets in the order of a history. */
    List<Event> newestFirst(long[] tops) {
        List<List<Event>> falling = new ArrayList<>();
        for (int i = 0; i < tops.length; i++) {
            int index = i;
            falling.add(
                    partitions
                            .get(i)
                            .subMap(Math.min(starts[i], tops[i]), true, tops[i], false)
                            .descendingMap()
                            .entrySet()
                            .stream()
                            .filter(entry -> entry.getValue().event())
                            .map(entry -> new Event(
                                    index, entry.getKey(), entry.getValue().time()))
                            .collect(Collectors.toCollection(ArrayList::new)));
        }
        List<Event> merged = new ArrayList<>();
        while (true) {
            List<Event> latest = List.of();
            for (List<Event> heads : falling) {
                if (!heads.isEmpty()
                        && (latest.isEmpty()
                                || heads.get(0).time() > latest.get(0).time())) {
                    latest = heads;
                }
            }
            if (latest.isEmpty()) {
                return merged;
            }
            merged.add(latest.remove(0));
        }
    }

    /** The model's name for a record that was found. */
    Event event(LogRecord record) {
        return new Event(gathering.indexOf(record), record.offset(), record.recordTime());
    }

    private ProducerRecord<String, String> record(int index, int team, long time, String value) {
        StreamSpec stream = gathering.partitions().get(index).stream();
        String key = stream.isCatchAll() ? "team-" + team : Integer.toString(team);
        return new ProducerRecord<>(stream.topic(), null, time, key, value);
    }

    private long readableEnd(int index) throws Exception {
        return admin.listOffsets(
                        Map.of(topicPartition(index), OffsetSpec.latest()),
                        new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                .partitionResult(topicPartition(index))
                .get()
                .offset();
    }

    private TopicPartition topicPartition(int index) {
        return gathering.partitions().get(index).topicPartition();
    }

    private static KafkaProducer<String, String> producer(Map<String, Object> settings) {
        return new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
    }

    private static Map<String, Object> client() {
        return Map.of("bootstrap.servers", TestKafka.bootstrapServers());
    }

    @Override
    public void close() {
        plain.close();
        transactional.close();
        admin.close();
    }

    @Override
    public String toString() {
        return "from " + Arrays.toString(starts) + " to " + Arrays.toString(ends());
    }
}
