package io.milepost.rollout;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.channel.Glob;
import io.milepost.event.Json;
import io.milepost.rollout.Rollout.Share;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Reads one rollout and gathers what is wrong with it. */
final class RolloutReader {
    /** Bytes that a rollout has at most, far below what Kafka takes for one record. */
    private static final int MOST_BYTES = 512 * 1024;
    /** Patterns of channels, altogether: every client is told them. */
    private static final int MOST_PATTERNS = 100;
    /** Characters of a user's id. */
    private static final int LONGEST_ID = 1_024;

    private final Set<String> known;
    private final List<String> faults = new ArrayList<>();
    private final Map<String, String> owners = new HashMap<>();
    private int percents;
    private int patterns;

    RolloutReader(Set<String> known) {
        this.known = new TreeSet<>(known);
    }

    Rollout read(Json json) {
        if (json.size() > MOST_BYTES) {
            throw new InvalidRolloutException(List.of("rollout: more than " + MOST_BYTES + " bytes"));
        }
        JsonNode root = json.tree();
        if (!root.isObject()) {
            throw new InvalidRolloutException(List.of("rollout: an object is expected"));
        }
        onlyFields("", root, Set.of("default", "both", "providers"));
        String fallback = root.path("default").asText();
        checkProvider("default", fallback);
        boolean both = root.path("both").asBoolean(false);
        if (root.has("both") && !root.get("both").isBoolean()) {
            faults.add("both: true or false is expected");
        }
        Map<String, Share> shares = shares(root.path("providers"), fallback);
        if (percents > 100) {
            faults.add("providers: the percentages add up to " + percents + ", more than 100");
        }
        if (patterns > MOST_PATTERNS) {
            faults.add("providers: " + patterns + " patterns of channels, at most " + MOST_PATTERNS + " are allowed");
        }
        if (both && shares.keySet().stream().allMatch(fallback::equals)) {
            faults.add("both: there is no provider beside the default; name one under providers");
        }
        if (!faults.isEmpty()) {
            throw new InvalidRolloutException(faults);
        }
        return new Rollout(fallback, both, shares);
    }

    private Map<String, Share> shares(JsonNode providers, String fallback) {
        Map<String, Share> shares = new TreeMap<>();
        if (!providers.isMissingNode() && !providers.isObject()) {
            faults.add("providers: an object is expected");
        }
        providers.properties().forEach(one -> {
            String field = "providers." + one.getKey();
            checkProvider(field, one.getKey());
            shares.put(one.getKey(), share(field, one.getKey(), one.getValue(), fallback));
        });
        return shares;
    }

    private Share share(String field, String provider, JsonNode said, String fallback) {
        if (!said.isObject()) {
            faults.add(field + ": an object is expected");
        }
        onlyFields(field + ".", said, Set.of("percent", "users", "channels"));
        JsonNode percent = said.path("percent");
        boolean inRange = percent.isIntegralNumber() && percent.canConvertToInt();
        int value = inRange ? percent.intValue() : 0;
        if ((!percent.isMissingNode() && !inRange) || value < 0 || value > 100) {
            faults.add(field + ".percent: a whole number from 0 to 100 is expected");
        } else if (value > 0 && provider.equals(fallback)) {
            faults.add(field + ".percent: the default has whoever the others leave");
        } else {
            percents += value;
        }
        Set<String> users = texts(
                field + ".users",
                provider,
                said.path("users"),
                text -> !text.isBlank() && text.length() <= LONGEST_ID,
                "a user's id of 1 to " + LONGEST_ID + " characters");
        Set<String> channels = texts(
                field + ".channels",
                provider,
                said.path("channels"),
                text -> new Glob(text).isOfChannels(),
                "a channel's name, or a pattern of such names");
        patterns += channels.size();
        return new Share(value, users, channels.stream().map(Glob::new).toList());
    }

    private Set<String> texts(String field, String provider, JsonNode list, Predicate<String> valid, String expected) {
        Set<String> texts = new LinkedHashSet<>();
        if (!list.isMissingNode() && !list.isArray()) {
            faults.add(field + ": a list is expected");
            return texts;
        }
        for (int i = 0; i < list.size(); i++) {
            String at = field + "[" + i + "]";
            String text = list.get(i).textValue();
            if (text == null || !valid.test(text)) {
                faults.add(at + ": " + expected + " is expected");
                continue;
            }
            String kind = field.substring(field.lastIndexOf('.'));
            String owner = owners.putIfAbsent(kind + " " + text, provider);
            if (owner != null && !owner.equals(provider)) {
                faults.add(at + ": is listed for " + owner + " already");
            }
            texts.add(text);
        }
        return texts;
    }

    private void checkProvider(String field, String name) {
        if (!known.contains(name)) {
            faults.add(field + ": " + (name.isEmpty() ? "missing" : "unknown provider") + "; known are "
                    + String.join(", ", known));
        }
    }

    private void onlyFields(String prefix, JsonNode object, Set<String> fields) {
        object.fieldNames().forEachRemaining(name -> {
            if (!fields.contains(name)) {
                faults.add(prefix + name + ": there is no such field; there are "
                        + String.join(", ", new TreeSet<>(fields)));
            }
        });
    }
}
