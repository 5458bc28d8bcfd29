package io.milepost.log;

import io.milepost.log.LogConfig.TopicDefaults;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * A topic that the gateway itself reads, beside those of the streams: of one partition, and kept as it needs.
 *
 * @param name what it is called
 * @param settings Kafka's settings of a topic
 */
record OwnTopic(String name, Map<String, String> settings) {
    NewTopic fresh(TopicDefaults how) {
        return new NewTopic(name, 1, how.replicas()).configs(settings);
    }
}
