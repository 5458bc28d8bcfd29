package io.milepost.fanout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A fan-out's part of the configuration, read key by key. Whatever cannot be read is noted as a fault and stands for its
 * default meanwhile; {@link #check} says all faults at once, and which keys nobody asked for. Confined to the thread that
 * opens the fan-out.
 */
public final class FanoutSettings {
    /** What an address may hold that nobody is to read: a user with a password, and what is asked. */
    private static final Pattern SECRETS = Pattern.compile("(?<=//)\\S*(?=@)|(?<=\\?)\\S+");

    private static final Pattern TIME = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h|d)");

    private final String prefix;
    private final Map<String, String> values;
    private final Set<String> asked = new TreeSet<>();
    private final List<String> faults = new ArrayList<>();
    private final List<FanoutSettings> parts = new ArrayList<>();

    /**
     * The settings of one fan-out.
     *
     * @param prefix what stands before its keys in messages: {@code fanouts.pusher.}
     * @param values by key, such as {@code appId}
     */
    public FanoutSettings(String prefix, Map<String, String> values) {
        this.prefix = prefix;
        this.values = new TreeMap<>(values);
    }

    /** The text under a key, or what it is if nothing is said. */
    public String text(String key, String otherwise) {
        asked.add(key);
        return values.getOrDefault(key, otherwise);
    }

    /** The text under a key that must be there. */
    public String required(String key, String what) {
        String text = text(key, "");
        if (text.isBlank()) {
            fault(key, "missing: " + what);
        }
        return text;
    }

    /** A secret: under its key, or in the file that {@code <key>File} names. Empty, and a fault, if neither is said. */
    public String secret(String key, String what) {
        String said = text(key, "");
        String file = text(key + "File", "");
        if (!said.isBlank() || file.isBlank()) {
            return said.isBlank() ? required(key, what) : said;
        }
        try {
            String secret = Files.readString(Path.of(file)).strip();
            if (secret.isEmpty()) {
                fault(key + "File", file + " is empty");
            }
            return secret;
        } catch (IOException | InvalidPathException e) {
            fault(key + "File", "cannot read " + file + ": " + e.getClass().getSimpleName());
            return "";
        }
    }

    /** The parts of a text with commas. */
    public List<String> list(String key) {
        String text = text(key, "");
        return text.isBlank()
                ? List.of()
                : Arrays.stream(text.split(",")).map(String::trim).toList();
    }

    /** A number within bounds. */
    public int number(String key, int otherwise, int least, int most) {
        return read(key, otherwise, "a number between " + least + " and " + most, text -> {
            int number = Integer.parseInt(text.trim());
            return number < least || number > most ? null : number;
        });
    }

    /** A time such as {@code 500ms}, {@code 5s} or {@code 2m}, within bounds. */
    public Duration duration(String key, Duration otherwise, Duration least) {
        return read(key, otherwise, "a time such as 500ms, 5s or 2m, of " + least.toMillis() + "ms at least", text -> {
            Matcher time = TIME.matcher(text.trim());
            if (!time.matches()) {
                return null;
            }
            long amount = Long.parseLong(time.group(1));
            Duration duration = switch (time.group(2)) {
                case "ms" -> Duration.ofMillis(amount);
                case "s" -> Duration.ofSeconds(amount);
                case "m" -> Duration.ofMinutes(amount);
                case "h" -> Duration.ofHours(amount);
                default -> Duration.ofDays(amount);
            };
            return duration.compareTo(least) < 0 ? null : duration;
        });
    }

    /** One of some words, in lower case, such as the names of an enum. */
    public String choice(String key, String otherwise, List<String> choices) {
        return read(
                key,
                otherwise,
                "one of " + String.join(", ", choices),
                text -> choices.contains(text.trim()) ? text.trim() : null);
    }

    /** What somebody makes of the text under a key, if there is one; null from the reader is a fault. */
    public <T> T read(String key, T otherwise, String expected, Function<String, @Nullable T> reader) {
        asked.add(key);
        String text = values.get(key);
        if (text == null) {
            return otherwise;
        }
        Optional<T> value;
        try {
            value = Optional.ofNullable(reader.apply(text));
        } catch (IllegalArgumentException e) {
            value = Optional.empty();
        }
        if (value.isEmpty()) {
            fault(key, "\"" + SECRETS.matcher(text).replaceAll("…") + "\" is not " + expected);
        }
        return value.orElse(otherwise);
    }

    /**
     * What is said under each name below a key: of {@code rules.welcome.type} and {@code rules.goal.type}, the settings of
     * {@code welcome} and of {@code goal}, in the order of their names. Faults in them are faults here, and so are keys of
     * theirs that nobody asks for.
     */
    public Map<String, FanoutSettings> sections(String key) {
        Map<String, Map<String, String>> grouped = new TreeMap<>();
        values.forEach((name, value) -> {
            if (!name.startsWith(key + ".")) {
                return;
            }
            asked.add(name);
            String below = name.substring(key.length() + 1);
            int dot = below.indexOf('.');
            if (dot <= 0) {
                fault(name, "stands where a name with keys below it is expected");
            } else {
                grouped.computeIfAbsent(below.substring(0, dot), section -> new TreeMap<>())
                        .put(below.substring(dot + 1), value);
            }
        });
        Map<String, FanoutSettings> sections = new TreeMap<>();
        grouped.forEach((name, said) -> sections.put(name, new FanoutSettings(prefix + key + "." + name + ".", said)));
        parts.addAll(sections.values());
        return sections;
    }

    /** What is said below a key, whatever it is: of {@code variables.EMAIL_PROVIDER}, the value of {@code EMAIL_PROVIDER}. */
    public Map<String, String> below(String key) {
        Map<String, String> below = new TreeMap<>();
        values.forEach((name, value) -> {
            if (name.startsWith(key + ".")) {
                asked.add(name);
                below.put(name.substring(key.length() + 1), value);
            }
        });
        return below;
    }

    /** Notes something that cannot work. */
    public void fault(String key, String what) {
        faults.add(prefix + key + ": " + what);
    }

    /**
     * Says what is wrong, if anything is; keys that nobody has asked for are wrong too.
     *
     * @throws InvalidSettingsException with all faults
     */
    public void check() {
        List<String> all = faults();
        if (!all.isEmpty()) {
            throw new InvalidSettingsException(all);
        }
    }

    private List<String> faults() {
        List<String> all = new ArrayList<>(faults);
        values.keySet().stream()
                .filter(key -> !asked.contains(key))
                .forEach(
                        key -> all.add(prefix + key + ": there is no such key; there are " + String.join(", ", asked)));
        parts.forEach(part -> all.addAll(part.faults()));
        return all;
    }
}
