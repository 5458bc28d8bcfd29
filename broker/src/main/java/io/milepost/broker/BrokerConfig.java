package io.milepost.broker;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * How an embedded broker is to run.
 *
 * @param data where its log lives; made if missing, kept when the broker stops
 * @param port where clients connect on 127.0.0.1; 0 takes a free one
 * @param settings Kafka's own settings, which win over the defaults
 */
public record BrokerConfig(Path data, int port, Map<String, String> settings) {
    /** Copies the settings. */
    public BrokerConfig {
        settings = Map.copyOf(settings);
    }

    /** A broker with defaults alone. */
    public static BrokerConfig at(Path data, int port) {
        return new BrokerConfig(data, port, Map.of());
    }

    /** The same broker with one setting more. */
    public BrokerConfig with(String key, String value) {
        Map<String, String> more = new HashMap<>(settings);
        more.put(key, value);
        return new BrokerConfig(data, port, more);
    }
}
