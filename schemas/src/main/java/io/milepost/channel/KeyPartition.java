package io.milepost.channel;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Utils;

/** The partition that Kafka's default partitioner gives to a key: murmur2, as every Java producer does it. */
public final class KeyPartition {
    private KeyPartition() {}

    /** The partition of this key in a topic with so many partitions. */
    public static int of(String key, int partitions) {
        return of(key.getBytes(StandardCharsets.UTF_8), partitions);
    }

    /** The partition of this key, given as UTF-8. */
    public static int of(byte[] key, int partitions) {
        return Utils.toPositive(Utils.murmur2(key)) % partitions;
    }
}
