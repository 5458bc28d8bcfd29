package io.milepost.email.rule;

import io.milepost.channel.Streams;
import io.milepost.fanout.FanoutSettings;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads one rule.
 *
 * @param name what it is called
 * @param said its keys in the configuration
 * @param builtIn what its keys say if nothing is said; empty for a rule that is not built in
 */
record RuleReader(String name, FanoutSettings said, Map<String, String> builtIn) {
    private static final String NONE = "none";
    private static final Pattern THROTTLE = Pattern.compile("(\\d{1,6})\\s*/\\s*(\\d{1,6})\\s*([smhd])");
    private static final Throttle UNTHROTTLED = new Throttle(0, Duration.ZERO);
    private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9._-]{1,32}");

    private static final List<String> KEYS = List.of(
            "stream",
            "type",
            "when",
            "to",
            "lookup",
            "template",
            "category",
            "version",
            "onUnknown",
            "maxAge",
            "digest",
            "digestAt",
            "digestOn",
            "digestBy",
            "digestMost",
            "throttle");

    /** What a rule may point to. */
    record Known(
            Streams streams,
            Predicate<String> isTemplate,
            Map<String, RecipientLookup> lookups,
            Map<String, Category> categories) {}

    /** The rule, or nothing if it is disabled. If a key is wrong, a default stands for it, and the fault is noted. */
    Optional<LoadedRule> read(Known known) {
        boolean enabled = Boolean.parseBoolean(said.choice("enabled", "true", List.of("true", "false")));
        if (!enabled) {
            KEYS.forEach(this::text);
            return Optional.empty();
        }
        Optional<Digest> digest = digest();
        String to = to();
        String lookup = text("lookup");
        if (!lookup.isBlank() && !known.lookups().containsKey(lookup)) {
            said.fault(
                    "lookup",
                    "there is no lookup " + lookup + there(known.lookups().keySet()));
        }
        Rule rule = new Rule(
                name,
                said.read("version", "1", "1 to 32 letters, digits, ., _ or -", text -> fitting(VERSION, text)),
                streams(known.streams()),
                required("type", "which types of events it is about"),
                template(known.isTemplate()),
                category(known.categories()),
                said.choice("onUnknown", "skip", List.of("skip", "resend")).equals("skip")
                        ? OnUnknown.SKIP
                        : OnUnknown.RESEND,
                said.duration("maxAge", Duration.ofDays(1), Duration.ofSeconds(1)),
                digest,
                throttle());
        Expression when = expression("when", "`true`");
        return Optional.of(new LoadedRule(
                rule,
                text("when").isBlank() ? Optional.empty() : Optional.of(when),
                expression("to", "`null`"),
                Optional.ofNullable(lookup.isBlank() ? null : known.lookups().get(lookup)),
                expression("digestBy", "`null`"),
                EventJson.lists(to)));
    }

    private String text(String key) {
        return said.text(key, builtIn.getOrDefault(key, "")).trim();
    }

    private Set<String> required(String key, String what) {
        Set<String> names = new LinkedHashSet<>(Arrays.stream(text(key).split(","))
                .map(String::trim)
                .filter(name -> !name.isEmpty())
                .toList());
        if (names.isEmpty()) {
            said.fault(key, "missing: " + what);
        }
        return names;
    }

    private Set<String> streams(Streams streams) {
        Set<String> names = required("stream", "whose events it is about");
        names.stream()
                .filter(stream -> streams.named(stream).isEmpty())
                .forEach(stream -> said.fault(
                        "stream",
                        "there is no stream " + stream
                                + there(new TreeSet<>(streams.all().stream()
                                        .map(one -> one.name())
                                        .toList()))));
        return names;
    }

    private String template(Predicate<String> isTemplate) {
        String template = text("template");
        if (template.isBlank()) {
            said.fault("template", "missing: what the mail says");
        } else if (!isTemplate.test(template)) {
            said.fault("template", "there is no template " + template);
        }
        return template;
    }

    private Category category(Map<String, Category> categories) {
        String category = text("category");
        if (category.isBlank()) {
            category = name;
        } else if (!Rules.NAME.matcher(category).matches()) {
            said.fault("category", Rules.NAME_SAID);
        }
        return categories.getOrDefault(category, new Category(category, false));
    }

    /** The expression in words; that of a built-in rule counts only if nothing else is said. */
    private String to() {
        String to = text("to");
        String lookup = text("lookup");
        boolean both = !said.text("to", "").isBlank() && !lookup.isBlank();
        boolean neither = to.isBlank() && lookup.isBlank();
        if (both || neither) {
            said.fault("to", "either this or lookup says who gets the mail");
        }
        return to;
    }

    private Expression expression(String key, String otherwise) {
        String text = text(key);
        try {
            return Expression.of(text.isBlank() ? otherwise : text);
        } catch (IllegalArgumentException e) {
            said.fault(key, "not a JMESPath: " + e.getMessage());
            return Expression.of(otherwise);
        }
    }

    private Optional<Digest> digest() {
        String every =
                said.choice("digest", builtIn.getOrDefault("digest", NONE), List.of(NONE, "hour", "day", "week"));
        LocalTime at = said.read("digestAt", LocalTime.of(8, 0), "a time of day such as 08:00", RuleReader::time);
        DayOfWeek on = said.read(
                "digestOn",
                DayOfWeek.MONDAY,
                "a day such as monday",
                text -> DayOfWeek.valueOf(text.trim().toUpperCase(Locale.ROOT)));
        int most = said.number("digestMost", 50, 1, 1_000);
        if (every.equals(NONE)) {
            for (String key : List.of("digestAt", "digestOn", "digestBy", "digestMost")) {
                if (!said.text(key, "").isBlank()) {
                    said.fault(key, "says nothing without digest: hour, day or week");
                }
            }
            return Optional.empty();
        }
        String by = text("digestBy").isBlank() ? "null" : text("digestBy");
        return Optional.of(new Digest(Digest.Every.valueOf(every.toUpperCase(Locale.ROOT)), at, on, by, most));
    }

    private Optional<Throttle> throttle() {
        Throttle otherwise = throttle(builtIn.getOrDefault("throttle", NONE));
        Throttle throttle = said.read(
                "throttle",
                otherwise == null ? UNTHROTTLED : otherwise,
                "so many in such a time, such as 3/1h",
                RuleReader::throttle);
        return Optional.of(throttle).filter(one -> !one.equals(UNTHROTTLED));
    }

    private static @Nullable Throttle throttle(String text) {
        if (text.trim().equals(NONE)) {
            return UNTHROTTLED;
        }
        Matcher throttle = THROTTLE.matcher(text.trim());
        if (!throttle.matches()) {
            return null;
        }
        int most = Integer.parseInt(throttle.group(1));
        long amount = Long.parseLong(throttle.group(2));
        Duration per = switch (throttle.group(3)) {
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
        return most == 0 || amount == 0 ? null : new Throttle(most, per);
    }

    private static @Nullable LocalTime time(String text) {
        try {
            return LocalTime.parse(text.trim());
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    private static @Nullable String fitting(Pattern pattern, String text) {
        return pattern.matcher(text.trim()).matches() ? text.trim() : null;
    }

    private static String there(Set<String> names) {
        return names.isEmpty() ? "; there is none" : "; there are " + String.join(", ", names);
    }
}
