package io.milepost.launcher.config;

import io.milepost.gateway.auth.AuthConfig.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What is configured: the command line before the environment before the file before the defaults. Values are read by
 * those who need them; whatever cannot be read is noted as a fault, and {@link #check} says all faults at once.
 */
public final class Settings {
    /** What stands before the name of a file in place of what it holds. */
    private static final Pattern IN_FILE = Pattern.compile("file:(\\.{0,2}/.+)");

    private static final int MAX_FILE = 1 << 20;

    /** Need not be there. */
    private static final Path USUAL_FILE = Path.of("milepost.yaml");

    private static final Pattern SIZE = Pattern.compile("(\\d{1,12})\\s*(B|KB|MB|GB)?", Pattern.CASE_INSENSITIVE);
    private static final Pattern TIME = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h|d)");

    private static final String PUSHER_APP = "PUSHER_APP_ID";

    /** Who carries mail. The fan-out reads this and what belongs to it itself; that it is there makes the fan-out be there. */
    private static final String MAIL_PROVIDER = "EMAIL_PROVIDER";

    /** What the variables are that people who come from Pusher have already, and what they say. */
    private static final Map<String, List<String>> PUSHER_VARIABLES = Map.of(
            PUSHER_APP,
            List.of("fanouts.pusher.appId"),
            "NEXT_PUBLIC_PUSHER_KEY",
            List.of("fanouts.pusher.key", "pusher.key"),
            "PUSHER_KEY",
            List.of("fanouts.pusher.key", "pusher.key"),
            "PUSHER_SECRET",
            List.of("fanouts.pusher.secret"),
            "PUSHER_SECRET_FILE",
            List.of("fanouts.pusher.secretFile"),
            "NEXT_PUBLIC_PUSHER_CLUSTER",
            List.of("fanouts.pusher.cluster", "pusher.cluster"),
            "PUSHER_CLUSTER",
            List.of("fanouts.pusher.cluster", "pusher.cluster"),
            "PUSHER_HOST",
            List.of("fanouts.pusher.host"),
            "PUSHER_PORT",
            List.of("fanouts.pusher.port"),
            "PUSHER_SCHEME",
            List.of("fanouts.pusher.scheme"));

    private final Map<String, String> values = new TreeMap<>();
    /** Each once, though several may read the same key. */
    private final Set<String> faults = new LinkedHashSet<>();

    /**
     * Gathers what is said.
     *
     * @param file a YAML file; one that does not exist says nothing
     * @param environment variables; those that begin with {@code MILEPOST_} count, Pusher's if they name an app, and that there is a
     *     provider of mail
     * @param commandLine by key
     */
    public static Settings load(Path file, Map<String, String> environment, Map<String, String> commandLine) {
        Settings settings = new Settings();
        settings.readFile(file);
        settings.readEnvironment(environment);
        commandLine.forEach((key, value) -> {
            if (settings.known(key)) {
                settings.values.put(key, value);
            }
        });
        settings.values.replaceAll(settings::resolved);
        return settings;
    }

    /** Says something for when nobody else has said anything. */
    void otherwise(Map<String, String> defaults) {
        defaults.forEach(values::putIfAbsent);
    }

    /** Notes something that cannot work. */
    public void fault(String fault) {
        faults.add(fault);
    }

    /**
     * Says what is wrong, if anything is.
     *
     * @throws ConfigException with all faults noted so far
     */
    public void check() {
        if (!faults.isEmpty()) {
            throw new ConfigException(List.copyOf(faults));
        }
    }

    /** Whether anything says where Kafka is. */
    public boolean namesKafka() {
        return has(Options.KAFKA);
    }

    /** The shared secret that tokens are signed with, if one is configured. */
    public Optional<Secret> secret() {
        return AuthSettings.secrets(this).stream().findFirst();
    }

    /** What is said of each fan-out, by its name and then by the key under that. */
    public Map<String, Map<String, String>> fanouts() {
        return groups("fanouts");
    }

    /** What is said, by key, files read. */
    Map<String, String> said() {
        return Map.copyOf(values);
    }

    boolean has(Option option) {
        return values.containsKey(option.key());
    }

    /** Whether the list is there, be it empty. */
    boolean hasList(String key) {
        return values.containsKey(key) || !below(key).isEmpty();
    }

    String text(Option option) {
        return values.getOrDefault(option.key(), option.fallback());
    }

    List<String> list(Option option) {
        return split(text(option));
    }

    static List<String> split(String text) {
        return text.isBlank()
                ? List.of()
                : Arrays.stream(text.split(",")).map(String::trim).toList();
    }

    int number(Option option, int least, int most) {
        return read(
                option,
                1,
                text -> {
                    int number = Integer.parseInt(text);
                    if (number < least || number > most) {
                        throw new IllegalArgumentException("between " + least + " and " + most);
                    }
                    return number;
                },
                "a number between " + least + " and " + most);
    }

    /** A number from 0 to 1. */
    double share(Option option) {
        return read(
                option,
                0.0,
                text -> {
                    double share = Double.parseDouble(text);
                    if (!(share >= 0 && share <= 1)) {
                        throw new IllegalArgumentException(text);
                    }
                    return share;
                },
                "a number from 0 to 1");
    }

    boolean flag(Option option) {
        return read(
                option,
                false,
                text -> switch (text.toLowerCase(Locale.ROOT)) {
                    case "true", "yes", "on" -> true;
                    case "false", "no", "off" -> false;
                    default -> throw new IllegalArgumentException(text);
                },
                "true or false");
    }

    long bytes(Option option, long least) {
        return read(
                option,
                least,
                text -> {
                    Matcher size = SIZE.matcher(text.trim());
                    if (!size.matches()) {
                        throw new IllegalArgumentException(text);
                    }
                    String unit = size.group(2) == null ? "B" : size.group(2).toUpperCase(Locale.ROOT);
                    long bytes = Math.multiplyExact(
                            Long.parseLong(size.group(1)),
                            switch (unit) {
                                case "KB" -> 1L << 10;
                                case "MB" -> 1L << 20;
                                case "GB" -> 1L << 30;
                                default -> 1L;
                            });
                    if (bytes < least) {
                        throw new IllegalArgumentException(text);
                    }
                    return bytes;
                },
                "a size such as 64KB or 64MB, of " + least + " bytes at least");
    }

    Duration duration(Option option, Duration least) {
        return read(
                option,
                least,
                text -> {
                    Matcher time = TIME.matcher(text.trim());
                    if (!time.matches()) {
                        throw new IllegalArgumentException(text);
                    }
                    long amount = Long.parseLong(time.group(1));
                    Duration duration = switch (time.group(2)) {
                        case "ms" -> Duration.ofMillis(amount);
                        case "s" -> Duration.ofSeconds(amount);
                        case "m" -> Duration.ofMinutes(amount);
                        case "h" -> Duration.ofHours(amount);
                        default -> Duration.ofDays(amount);
                    };
                    if (duration.compareTo(least) < 0) {
                        throw new IllegalArgumentException(text);
                    }
                    return duration;
                },
                "a time such as 500ms, 5s or 2m, of " + least.toMillis() + "ms at least");
    }

    /** What stands under keys with {@code *}, by what stands for it, and then by the rest of the key. */
    Map<String, Map<String, String>> groups(String prefix) {
        Map<String, Map<String, String>> groups = new LinkedHashMap<>();
        below(prefix).forEach((key, value) -> {
            int dot = key.indexOf('.');
            groups.computeIfAbsent(key.substring(0, dot), name -> new LinkedHashMap<>())
                    .put(key.substring(dot + 1), value);
        });
        return groups;
    }

    /** What stands under a key that ends with {@code *}, by what stands for it. */
    Map<String, String> below(String prefix) {
        Map<String, String> found = new TreeMap<>();
        values.forEach((key, value) -> {
            if (key.startsWith(prefix + ".")) {
                found.put(key.substring(prefix.length() + 1), value);
            }
        });
        return found;
    }

    private <T> T read(Option option, T instead, Function<String, T> reader, String expected) {
        try {
            return reader.apply(text(option));
        } catch (IllegalArgumentException | ArithmeticException e) {
            fault(option.key() + ": \"" + text(option) + "\" is not " + expected);
            return instead;
        }
    }

    private void readFile(Path file) {
        if (!Files.exists(file)) {
            if (!file.equals(USUAL_FILE)) {
                fault("--config: there is no " + file);
            }
            return;
        }
        YamlFile.read(file, this::fault).forEach(this::put);
    }

    private void put(String key, String value) {
        if (Options.isList(key) || known(key)) {
            values.put(key, value);
        }
    }

    private boolean known(String key) {
        boolean known = Options.all().stream().anyMatch(option -> option.covers(key));
        if (!known) {
            Set<String> names = Options.all().stream().map(Option::key).collect(Collectors.toSet());
            fault(key + ": there is no such key; the nearest is " + Nearest.to(key, names));
        }
        return known;
    }

    /** What a value is if it names a file: what that holds, without white space around it. */
    private String resolved(String key, String value) {
        Matcher file = IN_FILE.matcher(value);
        return file.matches() ? content(key, file.group(1)).map(String::strip).orElse("") : value;
    }

    /** What a file holds that a key or a variable names; empty, and a fault, if it cannot be had. */
    Optional<String> content(String key, String file) {
        try {
            Path path = Path.of(file);
            if (Files.size(path) <= MAX_FILE) {
                return Optional.of(Files.readString(path));
            }
            fault(key + ": " + file + " is longer than " + MAX_FILE + " bytes");
        } catch (IOException | InvalidPathException e) {
            fault(key + ": " + file + " cannot be read");
        }
        return Optional.empty();
    }

    private void readEnvironment(Map<String, String> environment) {
        values.putAll(Variables.read(environment, this));
        // In the order of their names, so that PUSHER_KEY wins over the one that browsers are told. Without an app
        // they are meant for somebody else's part of the application.
        // As for domain services, an empty value counts as none, and a host of one's own comes before the cluster.
        Map<String, String> said = new HashMap<>(environment);
        said.values().removeIf(String::isBlank);
        if (said.containsKey(PUSHER_APP)) {
            new TreeMap<>(PUSHER_VARIABLES).forEach((variable, keys) -> {
                String value = said.get(variable);
                if (value != null) {
                    keys.forEach(key -> values.put(key, value));
                }
            });
            if (said.containsKey("PUSHER_HOST")) {
                values.remove("fanouts.pusher.cluster");
            }
        }
        if (said.containsKey(MAIL_PROVIDER)) {
            values.putIfAbsent("fanouts.email.kind", "email");
        }
    }
}
