package io.milepost.rollout;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.event.Json;

/** Writes rollouts, with every field. */
final class RolloutWriter {
    private RolloutWriter() {}

    static Json write(Rollout rollout) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("default", rollout.fallback()).put("both", rollout.both());
        ObjectNode providers = root.putObject("providers");
        rollout.shares().forEach((name, share) -> {
            ObjectNode provider = providers.putObject(name).put("percent", share.percent());
            ArrayNode users = provider.putArray("users");
            share.users().stream().sorted().forEach(users::add);
            ArrayNode channels = provider.putArray("channels");
            share.channels().forEach(pattern -> channels.add(pattern.text()));
        });
        return Json.of(root);
    }
}
