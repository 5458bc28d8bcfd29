package io.milepost.launcher;

import io.milepost.launcher.config.NodeConfig;
import io.milepost.launcher.config.Settings;
import io.milepost.log.LogConfig.TopicDefaults;
import io.milepost.log.RolloutTopic;
import java.util.Map;
import java.util.Optional;

/** Where the rollout stands, as configured. */
final class RolloutPlace {
    private RolloutPlace() {}

    static RolloutTopic topic(CommonOptions common) {
        Settings settings = common.settings(Map.of());
        Optional<TopicDefaults> missing = NodeConfig.missingTopics(settings);
        Map<String, Object> kafka = CommonOptions.impatient(NodeConfig.kafka(settings));
        settings.check();
        String name = NodeConfig.rollout(settings)
                .orElseThrow(() -> new CommandFailedException("rollout.topic is empty, so there is no rollout"));
        return new RolloutTopic(kafka, name, missing);
    }
}
