package io.milepost.log;

import io.milepost.log.index.BlockWriter;
import io.milepost.log.index.Key;
import io.milepost.log.index.LastOffsets;
import io.milepost.log.index.SkipIndex;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What the tail has seen of keys, noted down before the ring has it. Confined to the tail's thread. */
final class Sightings {
    private final SkipIndex index;
    private final LastOffsets last;
    private final Map<Integer, BlockWriter> blocks = new HashMap<>();
    private long[] hashes = {};
    private long[] offsets = {};

    Sightings(SkipIndex index, LastOffsets last) {
        this.index = index;
        this.last = last;
    }

    /** The tail begins a partition here. */
    void begin(LogPartition partition, long offset) {
        BlockWriter writer = new BlockWriter(index, partition.run());
        writer.jump(offset);
        blocks.put(partition.run(), writer);
        last.begin(partition.run(), offset);
    }

    /**
     * The tail has read on.
     *
     * @param next everything before this offset was read
     */
    void take(LogPartition partition, List<ConsumerRecord<byte[], ByteBuffer>> records, long next) {
        if (hashes.length < records.size()) {
            hashes = new long[records.size()];
            offsets = new long[records.size()];
        }
        BlockWriter writer = Objects.requireNonNull(blocks.get(partition.run()), "begun");
        int count = 0;
        for (ConsumerRecord<byte[], ByteBuffer> raw : records) {
            byte[] key = raw.key();
            if (key == null) {
                writer.takeKeyless(raw.offset(), raw.timestamp());
            } else {
                hashes[count] = Key.hash(key);
                offsets[count] = raw.offset();
                writer.take(hashes[count++], raw.offset(), raw.timestamp());
            }
        }
        writer.reached(next);
        last.take(partition.run(), hashes, offsets, count, next);
    }

    /** Other partitions than these are read no longer. */
    void retain(Collection<LogPartition> partitions) {
        blocks.keySet().retainAll(partitions.stream().map(LogPartition::run).toList());
    }
}
