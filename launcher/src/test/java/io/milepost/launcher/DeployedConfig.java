package io.milepost.launcher;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.milepost.fanout.Fanout;
import io.milepost.launcher.config.NodeConfig;
import io.milepost.launcher.config.Settings;
import io.milepost.trace.Tracing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads a configuration that is meant for containers, with secrets made up for it. */
final class DeployedConfig {
    private static final List<String> SECRETS = List.of("jwt", "operator", "unsubscribe", "smtp", "pusher");

    private DeployedConfig() {}

    /**
     * Everything that is said there of nodes and of fan-outs.
     *
     * @param said what the command line adds
     * @throws io.milepost.launcher.config.ConfigException with every fault there is
     */
    static NodeConfig read(String yaml, Path directory, Map<String, String> said) throws IOException {
        for (String secret : SECRETS) {
            Files.writeString(directory.resolve(secret), secret + "-".repeat(64));
        }
        Path file = Files.writeString(
                directory.resolve("milepost.yaml"), yaml.replace("/run/secrets/", directory.toString() + "/"));
        // Its Kafka's name is known in its network alone.
        Map<String, String> onTop = new HashMap<>(Map.of("kafka", "127.0.0.1:1"));
        onTop.putAll(said);
        Settings settings = Settings.load(file, Map.of(), onTop);
        Fanouts fanouts = new Fanouts(settings, new SimpleMeterRegistry(), Tracing.OFF, false);
        fanouts.open(fanouts.names()).values().forEach(Fanout::close);
        return NodeConfig.read(settings, false);
    }
}
