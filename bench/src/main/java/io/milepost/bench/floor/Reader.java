package io.milepost.bench.floor;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads the topic from its end on, and makes WebSocket frames of what it reads. */
final class Reader {
    private static final Duration PATIENCE = Duration.ofMillis(500);
    private static final int HEADER_BYTES = 10;
    private static final int TEXT = 0x81;
    private static final int SHORT = 126;
    private static final int LONG = 127;

    private final KafkaConsumer<String, byte[]> consumer;

    /** Reads nothing yet, but knows where it begins: what is written from now on. */
    Reader(String servers, String topic) {
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", servers), new StringDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
    }

    /** Reads for ever; gives each key's frames of a poll in one buffer, which is then whose it was given to. */
    void run(BiConsumer<String, ByteBuf> frames) {
        while (true) {
            Map<String, ByteBuf> byKey = new HashMap<>();
            for (ConsumerRecord<String, byte[]> record : consumer.poll(PATIENCE)) {
                ByteBuf buffer = byKey.computeIfAbsent(
                        record.key(),
                        key -> PooledByteBufAllocator.DEFAULT.directBuffer(HEADER_BYTES + record.value().length));
                append(buffer, record.value());
            }
            byKey.forEach(frames);
        }
    }

    private static void append(ByteBuf buffer, byte[] text) {
        buffer.writeByte(TEXT);
        if (text.length < SHORT) {
            buffer.writeByte(text.length);
        } else if (text.length < 1 << Short.SIZE) {
            buffer.writeByte(SHORT).writeShort(text.length);
        } else {
            buffer.writeByte(LONG).writeLong(text.length);
        }
        buffer.writeBytes(text);
    }
}
