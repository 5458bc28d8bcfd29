package io.milepost.fanout.runtime;

import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** What a fan-out's group has committed, for tests. */
public final class Commits {
    private Commits() {}

    /** All commits of a group. */
    public static Map<TopicPartition, OffsetAndMetadata> of(String bootstrapServers, String group) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            return admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether a commit, null if there is none, says that the record at an offset is finished. */
    public static boolean cover(OffsetAndMetadata commit, long offset) {
        if (commit == null) {
            return false;
        }
        long distance = offset - commit.offset();
        return distance < 0 || Finished.read(commit).above().get((int) distance);
    }
}
