package io.milepost.log;

import io.milepost.channel.StreamSpec;
import io.milepost.log.Topics.Found;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How topics let go of what is old. Any thread may ask. */
final class TopicPolicies {
    private static final Logger log = LoggerFactory.getLogger(TopicPolicies.class);

    private final Admin admin;
    private volatile boolean refused;

    TopicPolicies(Admin admin) {
        this.admin = admin;
    }

    /** The streams whose topics are compacted. Waits for the broker; none of those it may not tell of. */
    Set<StreamSpec> compacted(List<Found> found) {
        Map<ConfigResource, StreamSpec> asked = found.stream()
                .map(Found::stream)
                .collect(Collectors.toMap(
                        stream -> new ConfigResource(ConfigResource.Type.TOPIC, stream.topic()), stream -> stream));
        Map<ConfigResource, KafkaFuture<Config>> answers = admin.describeConfigs(
                        asked.keySet(), new DescribeConfigsOptions().timeoutMs(Topics.PATIENCE_MS))
                .values();
        Set<StreamSpec> compacted = new HashSet<>();
        asked.forEach((resource, stream) -> {
            try {
                if (isCompacted(Topics.await(answers.get(resource)))) {
                    compacted.add(stream);
                }
            } catch (UnknownTopicOrPartitionException e) {
                // Deleted a moment ago.
            } catch (AuthorizationException e) {
                sayOnce(e);
            }
        });
        return compacted;
    }

    private static boolean isCompacted(Config config) {
        ConfigEntry policy = config.get(TopicConfig.CLEANUP_POLICY_CONFIG);
        return policy != null && policy.value() != null && policy.value().contains(TopicConfig.CLEANUP_POLICY_COMPACT);
    }

    private void sayOnce(AuthorizationException e) {
        if (!refused) {
            refused = true;
            log.warn(
                    "whether topics are compacted is not known, so no gap says what compaction took: {}", e.toString());
        }
    }
}
