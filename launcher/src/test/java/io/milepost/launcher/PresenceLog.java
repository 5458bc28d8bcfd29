package io.milepost.launcher;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** What nodes have said to each other of who is there, with the times that the log gave to it: the clock of their leases. */
final class PresenceLog {
    private final List<ConsumerRecord<String, String>> records = new ArrayList<>();

    private PresenceLog() {}

    /** All of it up to now. */
    static PresenceLog read(String bootstrap, String topic) {
        PresenceLog log = new PresenceLog();
        TopicPartition only = new TopicPartition(topic, 0);
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrap), new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(only));
            long end = consumer.endOffsets(List.of(only)).get(only);
            consumer.seekToBeginning(List.of(only));
            while (consumer.position(only) < end) {
                consumer.poll(Duration.ofSeconds(1)).forEach(log.records::add);
            }
        }
        return log;
    }

    /** How long after the last word of the node that had this member the log's clock stood there, in milliseconds. */
    long sinceLastWordMs(String member, Instant when) {
        return last(record -> record.timestamp() <= when.toEpochMilli()) - lastWordMs(member);
    }

    /** For how long after that word nobody said anything, at most, in milliseconds. */
    long longestSilenceMs(String member, Instant when) {
        long longest = 0;
        long before = lastWordMs(member);
        for (ConsumerRecord<String, String> record : records) {
            if (record.timestamp() > before && record.timestamp() <= when.toEpochMilli()) {
                longest = Math.max(longest, record.timestamp() - before);
                before = record.timestamp();
            }
        }
        return longest;
    }

    private long lastWordMs(String member) {
        String node = records.stream()
                .filter(record -> record.value().contains("\"id\":\"" + member + '"'))
                .findFirst()
                .orElseThrow()
                .key();
        return last(record -> record.key().equals(node));
    }

    private long last(Predicate<ConsumerRecord<String, String>> which) {
        return records.stream()
                .filter(which)
                .mapToLong(ConsumerRecord::timestamp)
                .max()
                .orElseThrow();
    }
}
