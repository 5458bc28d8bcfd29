package io.milepost.gateway.pusher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.broker.TestKafka;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.Awaitility;

/** What nodes have written that webhooks are to tell. */
final class WrittenFacts implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
            Map.of("bootstrap.servers", TestKafka.bootstrapServers()),
            new StringDeserializer(),
            new StringDeserializer());
    private final List<JsonNode> all = new ArrayList<>();
    final List<String> ids = new ArrayList<>();

    /** Reads a topic that exists. */
    WrittenFacts(String topic) {
        TopicPartition partition = new TopicPartition(topic, 0);
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
    }

    private void read() {
        for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(100))) {
            all.add(PusherClient.json(record.value()));
            ids.add(record.key() + " "
                    + new String(record.headers().lastHeader("ce_id").value(), StandardCharsets.UTF_8));
        }
    }

    /** Those of a channel, in short: {@code member_added ada}. */
    List<String> of(String channel) {
        return all.stream()
                .filter(fact -> fact.path("channel").asText().equals(channel))
                .map(fact -> fact.path("name").asText()
                        + (fact.has("user_id") ? " " + fact.path("user_id").asText() : "")
                        + (fact.has("subscription_count")
                                ? " " + fact.path("subscription_count").asInt()
                                : ""))
                .toList();
    }

    /** Returns when these have been written of a channel, in any order, and no others. */
    void await(String channel, String... words) {
        Awaitility.await("facts of " + channel)
                .atMost(PATIENCE)
                .pollInSameThread()
                .untilAsserted(() -> {
                    read();
                    assertThat(of(channel)).containsExactlyInAnyOrder(words);
                });
    }

    /** The last one that was written of a channel. */
    JsonNode last(String channel) {
        return all.stream()
                .filter(fact -> fact.path("channel").asText().equals(channel))
                .reduce((one, next) -> next)
                .orElseThrow();
    }

    /** All there are, each by app and id. */
    List<String> ids() {
        read();
        return ids;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
