package io.milepost.service.realtime.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import io.milepost.broker.TestKafka;
import io.milepost.event.Decoded.Intact;
import io.milepost.event.Event;
import io.milepost.event.EventReader;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteBufferDeserializer;

/** A topic of the test's own, and what stands in it. */
final class WrittenTopic {
    private final String name = TestKafka.uniqueTopic("channels");

    WrittenTopic() {
        TestKafka.createTopic(name, 3, Map.of());
    }

    String name() {
        return name;
    }

    /** The events of a key and type, in their order; waits until there are so many. */
    List<Event> events(String key, String type, int atLeast) {
        List<Event> events = new ArrayList<>();
        try (KafkaConsumer<byte[], ByteBuffer> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", TestKafka.bootstrapServers()),
                new ByteArrayDeserializer(),
                new ByteBufferDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(name).stream()
                    .map(partition -> new TopicPartition(name, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            await().atMost(Duration.ofSeconds(30)).until(() -> {
                for (ConsumerRecord<byte[], ByteBuffer> record : consumer.poll(Duration.ofMillis(100))) {
                    Event event = ((Intact) EventReader.read(record, "none")).event();
                    if (new String(record.key(), UTF_8).equals(key)
                            && event.type().equals(type)) {
                        events.add(event);
                    }
                }
                return events.size() >= atLeast;
            });
        }
        return events;
    }
}
