package io.milepost.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.milepost.channel.StreamSpec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What Kafka holds of a partition, in a list. Most records are of one key; many offsets are of none. */
final class ModelPartition {
    /** Its records may lie in any partition, so that a reader rides in all of them. */
    static final StreamSpec STREAM =
            StreamSpec.of("channels", "{key}", "message").spread();

    static final List<String> KEYS = List.of("team-1", "team-2", "team-3", "team-4");

    private final LogPartition partition;
    private final Random random;
    private final List<ConsumerRecord<byte[], ByteBuffer>> records = new ArrayList<>();
    private long start;
    private long end;

    ModelPartition(LogPartition partition, Random random) {
        this.partition = partition;
        this.random = random;
    }

    LogPartition partition() {
        return partition;
    }

    long start() {
        return start;
    }

    long end() {
        return end;
    }

    void write(int count) {
        for (int i = 0; i < count; i++) {
            long offset = end + gap();
            byte[] key = random.nextInt(20) == 0
                    ? null
                    : KEYS.get(random.nextInt(3) == 0 ? random.nextInt(KEYS.size()) : 0)
                            .getBytes(UTF_8);
            records.add(new ConsumerRecord<>(
                    STREAM.topic(), partition.partition(), offset, key, ByteBuffer.wrap("{}".getBytes(UTF_8))));
            end = offset + 1 + (random.nextInt(5) == 0 ? gap() : 0);
        }
    }

    private long gap() {
        return switch (random.nextInt(10)) {
            case 0 -> random.nextInt(3_000);
            case 1, 2 -> random.nextInt(500);
            default -> random.nextInt(2);
        };
    }

    /** Deletes the oldest, but nothing from this offset on. */
    void retain(long most) {
        start = Math.max(start, Math.min(start + random.nextInt(4_000), most));
        records.removeIf(raw -> raw.offset() < start);
    }

    List<ConsumerRecord<byte[], ByteBuffer>> between(long from, long to) {
        return records.stream()
                .filter(raw -> raw.offset() >= from && raw.offset() < to)
                .toList();
    }

    /** Where a poll of so many records ends. */
    long reach(long from, int count) {
        List<ConsumerRecord<byte[], ByteBuffer>> rest = between(from, Long.MAX_VALUE);
        if (rest.size() <= count) {
            return end;
        }
        if (random.nextBoolean()) {
            return rest.get(count).offset();
        }
        return count == 0 ? from : rest.get(count - 1).offset() + 1;
    }
}
