package io.milepost.launcher;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A description in YAML whose schemas (JSON Schema 2020-12) can be asked what they say to a value. */
final class WireDocument {
    private static final String BASE = "https://milepost.test/document.yaml";
    private static final SchemaValidatorsConfig CONFIG =
            SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();

    private final JsonNode root;
    private final JsonSchemaFactory schemas;
    private final Map<JsonNode, JsonSchema> compiled = new HashMap<>();

    private WireDocument(JsonNode root) {
        this.root = root;
        this.schemas = JsonSchemaFactory.getInstance(
                VersionFlag.V202012,
                builder -> builder.schemaLoaders(loaders -> loaders.schemas(Map.of(BASE, root.toString()))));
    }

    /** Reads one of the files in {@code docs}. */
    static WireDocument read(String file) {
        try {
            return new WireDocument(new YAMLMapper()
                    .readTree(Files.readString(Path.of("..", "docs").resolve(file))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    JsonNode root() {
        return root;
    }

    /** The node itself, or what its {@code $ref} leads to. */
    JsonNode resolve(JsonNode node) {
        if (!node.has("$ref")) {
            return node;
        }
        JsonNode target = root.at(JsonPointer.compile(node.path("$ref").asText().substring(1)));
        if (target.isMissingNode()) {
            throw new IllegalStateException(node + " leads nowhere");
        }
        return resolve(target);
    }

    /** What a schema of this document has against a value; empty if nothing. */
    List<String> faults(JsonNode schema, JsonNode value) {
        return compiled.computeIfAbsent(schema, this::compile).validate(value).stream()
                .map(ValidationMessage::getMessage)
                .toList();
    }

    private JsonSchema compile(JsonNode schema) {
        return schema.has("$ref")
                ? schemas.getSchema(SchemaLocation.of(BASE + schema.path("$ref").asText()), CONFIG)
                : schemas.getSchema(schema, CONFIG);
    }
}
