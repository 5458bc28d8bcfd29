package io.milepost.gateway.shard;

import io.milepost.channel.ChannelName;
import io.milepost.log.LogPartition;
import io.milepost.log.LogRecord;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** To how many sockets of a shard each of its newest live events went. Holds no events. Confined to the event loop. */
final class Reach {
    static final int KEPT = 4_096;

    private final @Nullable LogPartition[] partitions = new LogPartition[KEPT];
    private final @Nullable ChannelName[] channels = new ChannelName[KEPT];
    private final long[] offsets = new long[KEPT];
    private final int[] sockets = new int[KEPT];
    private int next;

    void note(LogRecord record, ChannelName channel, int count) {
        partitions[next] = record.partition();
        offsets[next] = record.offset();
        channels[next] = channel;
        sockets[next] = count;
        next = (next + 1) % KEPT;
    }

    /** By channel, the sockets that got a record; empty if none did, or that was too long ago. */
    Map<ChannelName, Integer> of(String topic, int partition, long offset) {
        Map<ChannelName, Integer> found = new HashMap<>();
        for (int i = 0; i < KEPT; i++) {
            LogPartition own = partitions[i];
            ChannelName channel = channels[i];
            if (own != null
                    && channel != null
                    && offsets[i] == offset
                    && own.partition() == partition
                    && own.stream().topic().equals(topic)) {
                found.merge(channel, sockets[i], Integer::sum);
            }
        }
        return found;
    }
}
