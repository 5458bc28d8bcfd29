package io.milepost.service.realtime.kafka;

import io.milepost.service.Health;
import io.milepost.service.realtime.RealtimeException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Whether Kafka is there and has a topic. Any thread. */
final class TopicHealth implements AutoCloseable {
    private static final int PATIENCE_MS = 4_000;

    private final Admin admin;
    private final String topic;

    TopicHealth(Map<String, Object> settings, String topic) {
        Map<String, Object> ours = new HashMap<>(settings);
        ours.keySet().retainAll(AdminClientConfig.configNames());
        this.admin = Admin.create(ours);
        this.topic = topic;
    }

    CompletionStage<Health> health() {
        return admin.describeTopics(List.of(topic), new DescribeTopicsOptions().timeoutMs(PATIENCE_MS))
                .allTopicNames()
                .toCompletionStage()
                .thenApply(known -> Health.good("topic " + topic + ", "
                        + known.values().stream()
                                .mapToInt(found -> found.partitions().size())
                                .sum()
                        + " partitions"))
                .exceptionally(failure -> Health.bad(explain(failure)));
    }

    private String explain(Throwable failure) {
        RealtimeException said = KafkaFailures.translate(failure);
        if (said.getCause() instanceof UnknownTopicOrPartitionException) {
            return "Kafka has no topic " + topic;
        }
        return switch (said.code()) {
            case UNAVAILABLE -> "Kafka does not answer";
            default -> String.valueOf(said.getMessage());
        };
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
    }
}
