package io.milepost.launcher;

import io.milepost.launcher.config.LogOutput;
import io.milepost.launcher.config.Settings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that several commands have. What is said here wins over environment and file. */
final class CommonOptions {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            defaultValue = "milepost.yaml",
            description = "Configuration file (default: ${DEFAULT-VALUE}, if it exists).")
    private Path config = Path.of("milepost.yaml");

    @Option(names = "--kafka", paramLabel = "HOST:PORT", description = "Where Kafka is (default: 127.0.0.1:9092).")
    private @Nullable String kafka;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Any key of the configuration file, such as limits.subscriptions=500. May be repeated.")
    private Map<String, String> more = new LinkedHashMap<>();

    /** What is configured, with these values on top. */
    Settings settings(Map<String, String> onTop) {
        Settings settings = again(onTop);
        Logging.use(LogOutput.read(settings));
        return settings;
    }

    /** The same, read anew. */
    Settings again(Map<String, String> onTop) {
        Map<String, String> said = new LinkedHashMap<>();
        if (kafka != null) {
            said.put("kafka", kafka);
        }
        said.putAll(more);
        said.putAll(onTop);
        return Settings.load(config, System.getenv(), said);
    }

    /** The settings of a Kafka client that a person waits for: says within seconds that Kafka is not there. */
    static Map<String, Object> impatient(Map<String, Object> kafka) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.putIfAbsent("default.api.timeout.ms", 15_000);
        settings.putIfAbsent("request.timeout.ms", 10_000);
        settings.putIfAbsent("max.block.ms", 15_000);
        settings.putIfAbsent("delivery.timeout.ms", 30_000);
        return settings;
    }
}
