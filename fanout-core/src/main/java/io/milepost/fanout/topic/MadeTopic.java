package io.milepost.fanout.topic;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * A topic that belongs to us, and how it is made: one that a broker made by itself would not keep what it should.
 *
 * @param name what it is called
 * @param partitions how many it has
 * @param replicas copies of each; -1 for the broker's default
 * @param settings Kafka's settings of a topic
 */
public record MadeTopic(String name, int partitions, short replicas, Map<String, String> settings) {
    /** Copies the settings. */
    public MadeTopic {
        settings = Map.copyOf(settings);
    }

    /** One partition that keeps the newest record of each key for ever. */
    public static MadeTopic compacted(String name, short replicas) {
        return new MadeTopic(name, 1, replicas, Map.of("cleanup.policy", "compact"));
    }

    /**
     * Makes it if it does not exist; if it does, nothing more is asked of Kafka than to describe it. Waits for the broker.
     *
     * @throws KafkaException if that cannot be done
     */
    public void make(Admin admin) {
        if (id(admin).isPresent()) {
            return;
        }
        try {
            await(admin.createTopics(List.of(new NewTopic(name, partitions, replicas).configs(settings)))
                    .all());
        } catch (TopicExistsException e) {
            // Somebody else was quicker.
        }
    }

    /**
     * Which topic of this name there is now, if there is one. Waits for the broker.
     *
     * @throws KafkaException if it does not say
     */
    public Optional<Uuid> id(Admin admin) {
        try {
            return await(admin.describeTopics(List.of(name)).allTopicNames()).values().stream()
                    .map(described -> described.topicId())
                    .findFirst();
        } catch (UnknownTopicOrPartitionException e) {
            return Optional.empty();
        }
    }

    private static <T> T await(KafkaFuture<T> asked) {
        try {
            return asked.get();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException known ? known : new KafkaException(e.getCause());
        }
    }
}
