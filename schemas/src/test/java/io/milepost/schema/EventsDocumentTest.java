package io.milepost.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.event.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The table in docs/EVENTS.md says what the schemas say. */
class EventsDocumentTest {
    @Test
    void namesEveryTypeWithItsFields() throws IOException {
        JsonNode root = Json.of(Files.readString(Path.of("src/main/resources/milepost/events.json")))
                .tree();
        List<String> table = Files.readAllLines(Path.of("../docs/EVENTS.md"));
        for (Map.Entry<String, JsonNode> type : root.path("properties").properties()) {
            JsonNode schema = root.at(type.getValue().path("$ref").textValue().substring(1));
            assertThat(table)
                    .as(type.getKey())
                    .anyMatch(row -> row.startsWith("| `" + type.getKey() + "` |")
                            && row.endsWith(
                                    "| " + schema.path("description").textValue() + " | " + fields(schema) + " |"));
        }
    }

    private static String fields(JsonNode schema) {
        List<String> needed = new ArrayList<>();
        schema.path("required").forEach(field -> needed.add(field.textValue()));
        List<String> fields = new ArrayList<>();
        for (Map.Entry<String, JsonNode> field : schema.path("properties").properties()) {
            String name = "`" + field.getKey() + "`";
            fields.add((needed.contains(field.getKey()) ? "**" + name + "**" : name) + " " + kind(field.getValue()));
        }
        return String.join(", ", fields);
    }

    private static String kind(JsonNode field) {
        if (field.has("enum")) {
            List<String> values = new ArrayList<>();
            field.path("enum").forEach(value -> values.add("`" + value.textValue() + "`"));
            return "one of " + String.join(", ", values);
        }
        if (field.path("format").asText().equals("date-time")) {
            return "time";
        }
        if (field.path("type").asText().equals("object")) {
            List<String> names = new ArrayList<>();
            field.path("properties").fieldNames().forEachRemaining(name -> names.add("`" + name + "`"));
            return "object of " + String.join(", ", names);
        }
        return field.path("type").asText("anything");
    }
}
