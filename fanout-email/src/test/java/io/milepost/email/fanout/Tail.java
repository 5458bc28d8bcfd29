package io.milepost.email.fanout;

import io.milepost.broker.TestKafka;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** A topic from its beginning; each time it is asked it reads on from where it was. */
final class Tail<T> implements AutoCloseable {
    private final KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
            Map.of("bootstrap.servers", TestKafka.bootstrapServers(), "isolation.level", "read_committed"),
            new StringDeserializer(),
            new ByteArrayDeserializer());
    private final Function<ConsumerRecord<String, byte[]>, T> meaning;
    private final List<TopicPartition> partitions;
    private final List<T> all = new ArrayList<>();

    Tail(String topic, Function<ConsumerRecord<String, byte[]>, T> meaning) {
        this.meaning = meaning;
        partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** All there is now. */
    synchronized List<T> all() {
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
            consumer.poll(Duration.ofMillis(200)).forEach(record -> all.add(meaning.apply(record)));
        }
        return List.copyOf(all);
    }

    @Override
    public synchronized void close() {
        consumer.close();
    }
}
