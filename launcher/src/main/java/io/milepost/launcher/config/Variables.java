package io.milepost.launcher.config;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The variables {@code MILEPOST_…} of an environment: one for each option without a star, one for each setting of Kafka's
 * clients, and for each of these one more with {@code _FILE} behind its name, which names a file that holds the value.
 */
final class Variables {
    private static final String PREFIX = "MILEPOST_";
    private static final String IN_FILE = "_FILE";
    private static final String KAFKA = PREFIX + "KAFKA_SETTINGS_";

    /** Variables of this name space that are not configuration. */
    private static final Set<String> OTHERS = Set.of(
            "MILEPOST_TOKEN",
            "MILEPOST_TOKEN_FILE",
            "MILEPOST_URL",
            "MILEPOST_JAVA_OPTS",
            "MILEPOST_JAVA",
            // What domain services read.
            "MILEPOST_SECRET",
            "MILEPOST_SECRET_FILE",
            "MILEPOST_STREAM",
            "MILEPOST_TOPIC",
            "MILEPOST_SOURCE");

    private final Map<String, String> keys = Options.all().stream()
            .filter(option -> option.key().indexOf('*') < 0)
            .collect(Collectors.toMap(Option::variable, Option::key));
    private final Map<String, String> values = new LinkedHashMap<>();
    private final Map<String, String> environment;
    private final Settings settings;

    private Variables(Map<String, String> environment, Settings settings) {
        this.environment = environment;
        this.settings = settings;
    }

    /** What they say, by key. Faults are noted in the settings. */
    static Map<String, String> read(Map<String, String> environment, Settings settings) {
        Variables variables = new Variables(environment, settings);
        new TreeSet<>(environment.keySet())
                .stream()
                        .filter(name -> name.startsWith(PREFIX) && !OTHERS.contains(name))
                        .forEach(variables::read);
        return variables.values;
    }

    private void read(String name) {
        String value = environment.getOrDefault(name, "");
        String key = key(name);
        String plain = name.endsWith(IN_FILE) ? name.substring(0, name.length() - IN_FILE.length()) : name;
        String inFile = key(plain);
        if (key != null) {
            values.put(key, value);
        } else if (inFile == null) {
            settings.fault(name + ": there is no such variable; the nearest is " + Nearest.to(name, keys.keySet()));
        } else if (environment.containsKey(plain)) {
            settings.fault(name + ": " + plain + " is there too; one of them is enough");
        } else {
            settings.content(name, value).ifPresent(text -> values.put(inFile, text.strip()));
        }
    }

    /** The key that a variable stands for; null if for none. */
    private @Nullable String key(String name) {
        return name.startsWith(KAFKA) && !name.endsWith(IN_FILE)
                ? "kafkaSettings." + name.substring(KAFKA.length()).toLowerCase(Locale.ROOT)
                : keys.get(name);
    }
}
