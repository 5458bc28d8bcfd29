package io.milepost.fanout.deadletter;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * How many of the newest dead letters were not sent again, by sink. Each count reads only what came since the one before. Any
 * thread; one at a time.
 */
public final class DeadLetterTally implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);

    private final String topic;
    private final int most;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<TopicPartition, Long> next = new HashMap<>();
    private final Map<String, Waiting> waiting = new HashMap<>();

    /**
     * Connects, and makes the topics if they do not exist.
     *
     * @param kafka settings for a Kafka client
     * @param most how many of the newest records count
     */
    public DeadLetterTally(Map<String, Object> kafka, DeadLetterTopics topics, int most) {
        topic = topics.dead();
        this.most = most;
        try (Admin admin = Admin.create(kafka)) {
            topics.make(admin);
        }
        consumer = DeadLetters.consumer(kafka);
    }

    /** A letter that was not sent again, as far as is known. */
    private record Waiting(TopicPartition partition, long offset, String sink) {}

    /**
     * Counts. What there was no time for is read the next time.
     *
     * @param time how long that may take
     */
    public synchronized Map<String, Long> count(Duration time) {
        long until = System.nanoTime() + time.toNanos();
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        Map<TopicPartition, Long> oldest = new HashMap<>();
        ends.forEach((partition, end) -> oldest.put(
                partition, Math.max(begins.getOrDefault(partition, 0L), end - Math.max(1, most / partitions.size()))));
        waiting.values()
                .removeIf(letter -> letter.offset() < oldest.getOrDefault(letter.partition(), Long.MAX_VALUE)
                        || letter.offset() >= ends.getOrDefault(letter.partition(), 0L));
        for (TopicPartition partition : partitions) {
            long end = ends.getOrDefault(partition, 0L);
            long begin = oldest.getOrDefault(partition, 0L);
            long known = next.getOrDefault(partition, 0L);
            // Beyond the end: the topic was made anew.
            next.put(partition, read(partition, known > end ? begin : Math.max(begin, known), end, until));
        }
        Map<String, Long> counts = new TreeMap<>();
        waiting.values().forEach(letter -> counts.merge(letter.sink(), 1L, Long::sum));
        return counts;
    }

    /** Returns how far it came. */
    private long read(TopicPartition partition, long from, long end, long until) {
        if (from >= end) {
            return from;
        }
        consumer.assign(List.of(partition));
        consumer.seek(partition, from);
        while (consumer.position(partition) < end && System.nanoTime() - until < 0) {
            consumer.poll(POLL).forEach(this::note);
        }
        return consumer.position(partition);
    }

    private void note(ConsumerRecord<byte[], byte[]> record) {
        String mark = DeadLetterHeaders.text(record.headers(), DeadLetterHeaders.REDRIVEN);
        if (mark != null) {
            waiting.remove(mark);
            return;
        }
        DeadLetter letter = DeadLetter.of(record, false);
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        waiting.put(letter.at().toString(), new Waiting(partition, record.offset(), letter.sink()));
    }

    @Override
    public synchronized void close() {
        consumer.close();
    }
}
