package io.milepost.fanout.kafka;

import io.milepost.fanout.deadletter.DeadLetterTopics;
import io.milepost.fanout.runtime.EventFilter;
import java.util.Map;

/**
 * What a fan-out that runs itself is told of Kafka.
 *
 * @param clients settings for all of Kafka's clients; {@code bootstrap.servers} at least
 * @param deadLetters where events go that cannot be delivered
 * @param filter which events the routes let this fan-out have
 */
public record KafkaContext(Map<String, Object> clients, DeadLetterTopics deadLetters, EventFilter filter) {
    /** Copies the settings. */
    public KafkaContext {
        clients = Map.copyOf(clients);
    }
}
