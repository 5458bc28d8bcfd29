package io.milepost.launcher.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A configuration file as dotted keys: {@code auth: {issuer: x}} is {@code auth.issuer}, the third entry of the list
 * {@code grants} has the keys {@code grants.2.…}, and any other list is one value with commas.
 */
final class YamlFile {
    private final Map<String, String> values = new LinkedHashMap<>();
    private final Consumer<String> faults;

    private YamlFile(Consumer<String> faults) {
        this.faults = faults;
    }

    static Map<String, String> read(Path file, Consumer<String> faults) {
        YamlFile flat = new YamlFile(faults);
        try {
            JsonNode root = new YAMLMapper().readTree(file.toFile());
            if (root.isObject()) {
                flat.mapping("", root);
            } else if (!root.isMissingNode() && !root.isNull()) {
                faults.accept(file + ": a mapping of keys is expected");
            }
        } catch (IOException e) {
            faults.accept(file + ": not readable as YAML: " + e.getMessage());
        }
        return flat.values;
    }

    private void mapping(String prefix, JsonNode node) {
        node.fields().forEachRemaining(field -> {
            String key = prefix + field.getKey();
            JsonNode value = field.getValue();
            if (Options.isList(key)) {
                mappings(key, value);
            } else if (value.isObject()) {
                mapping(key + ".", value);
            } else {
                values.put(key, value.isArray() ? join(value) : value.isNull() ? "" : value.asText());
            }
        });
    }

    /** An empty list is noted too: it says that there is none. */
    private void mappings(String key, JsonNode list) {
        values.put(key, "");
        List<JsonNode> entries = new ArrayList<>();
        list.forEach(entries::add);
        if (!list.isNull() && (!list.isArray() || !entries.stream().allMatch(JsonNode::isObject))) {
            faults.accept(key + ": a list of mappings is expected");
            return;
        }
        for (int index = 0; index < entries.size(); index++) {
            mapping(key + "." + index + ".", entries.get(index));
        }
    }

    private static String join(JsonNode list) {
        List<String> parts = new ArrayList<>();
        list.forEach(part -> parts.add(part.asText()));
        return String.join(",", parts);
    }
}
