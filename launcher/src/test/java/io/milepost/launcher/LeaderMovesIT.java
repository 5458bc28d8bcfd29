package io.milepost.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milepost.broker.TestCluster;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.junit.jupiter.api.Test;

/** A cluster of three loses the broker that leads, without a word, and has it back. */
class LeaderMovesIT {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Map<String, String> SETTINGS = Map.of(
            "topics.replicas", "3",
            "topics.watch", "5s",
            "kafkaSettings.request_timeout_ms", "2000",
            "kafkaSettings.default_api_timeout_ms", "3000");

    @Test
    void aLeaderFallsSilentAndLeadsAgain() throws Exception {
        try (TestCluster kafka = TestCluster.start();
                TroubleRig rig = TroubleRig.on(kafka.bootstrapServers(), SETTINGS);
                Admin admin = Admin.create(Map.of(
                        "bootstrap.servers",
                        kafka.bootstrapServers(),
                        "request.timeout.ms",
                        "5000",
                        "default.api.timeout.ms",
                        "5000"))) {
            TopicPartition led = new TopicPartition(rig.topic(), 0);
            int leader = partition(admin, led).leader().id();
            rig.staysReady(() -> {
                kafka.silence(leader);
                return await().atMost(LONG).ignoreExceptions().until(() -> leaderOf(admin, led), id -> id != leader);
            });
            rig.awaitWell();
            kafka.revive(leader);
            await().atMost(LONG)
                    .until(() -> partition(admin, led).isr().stream().anyMatch(node -> node.id() == leader));
            admin.electLeaders(ElectionType.PREFERRED, Set.of(led)).all().get();
            await().atMost(LONG).until(() -> leaderOf(admin, led) == leader);
            rig.awaitWell();
            rig.finish();
            assertThat(partition(admin, led).isr()).hasSizeGreaterThanOrEqualTo(2);
        }
    }

    /** The node's id; -1 if nobody leads. */
    private static int leaderOf(Admin admin, TopicPartition of) throws Exception {
        return partition(admin, of).leader() == null
                ? -1
                : partition(admin, of).leader().id();
    }

    private static TopicPartitionInfo partition(Admin admin, TopicPartition of) throws Exception {
        return admin.describeTopics(List.of(of.topic()))
                .allTopicNames()
                .get()
                .get(of.topic())
                .partitions()
                .get(of.partition());
    }
}
