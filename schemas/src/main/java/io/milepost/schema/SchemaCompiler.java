package io.milepost.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaException;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaId;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.resource.ClasspathSchemaLoader;
import com.networknt.schema.resource.DisallowSchemaLoader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Makes validators of schemas, and says what is wrong with those that are none. */
final class SchemaCompiler {
    private static final String SHIPPED = "https://milepost.dev/schemas/events.json";
    /** Where the files of a directory stand to each other, so that one can refer to {@code other.json}. */
    private static final String BESIDE = "https://milepost.dev/schemas/own/";

    private static final String SUFFIX = ".json";
    private static final ObjectReader JSON =
            new ObjectMapper().reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final SchemaValidatorsConfig CONFIG =
            SchemaValidatorsConfig.builder().formatAssertionsEnabled(false).build();

    private final JsonSchemaFactory factory;
    private final JsonSchema ofSchemas;

    private SchemaCompiler(Map<String, String> texts) {
        factory = JsonSchemaFactory.getInstance(
                VersionFlag.V202012,
                builder -> builder.schemaLoaders(loaders -> loaders.schemas(texts)
                        .add(new ClasspathSchemaLoader())
                        .add(DisallowSchemaLoader.getInstance())));
        ofSchemas = factory.getSchema(SchemaLocation.of(SchemaId.V202012), CONFIG);
    }

    static Map<String, JsonSchema> shipped() {
        String text = shippedText();
        SchemaCompiler compiler = new SchemaCompiler(Map.of(SHIPPED, text));
        Map<String, JsonSchema> byType = new HashMap<>();
        try {
            for (Map.Entry<String, JsonNode> type :
                    JSON.readTree(text).path("properties").properties()) {
                String place = type.getValue().path("$ref").asText();
                byType.put(type.getKey(), compiler.compile(SHIPPED + place));
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
        return byType;
    }

    static Map<String, JsonSchema> directory(Path directory) {
        Map<String, String> files = read(directory);
        Map<String, String> texts = new HashMap<>();
        texts.put(SHIPPED, shippedText());
        files.forEach((file, text) -> texts.put(BESIDE + file, text));
        SchemaCompiler compiler = new SchemaCompiler(texts);
        Map<String, JsonSchema> byType = new HashMap<>();
        List<String> faults = new ArrayList<>();
        files.forEach((file, text) -> {
            try {
                compiler.check(JSON.readTree(text));
                byType.put(file.substring(0, file.length() - SUFFIX.length()), compiler.compile(BESIDE + file));
            } catch (JsonProcessingException e) {
                faults.add(file + ": not JSON: " + e.getOriginalMessage());
            } catch (JsonSchemaException | IllegalArgumentException e) {
                faults.add(file + ": " + e.getMessage());
            }
        });
        if (!faults.isEmpty()) {
            throw new InvalidSchemasException(faults);
        }
        return byType;
    }

    private void check(JsonNode schema) {
        List<DataFault> faults =
                ofSchemas.validate(schema).stream().map(Wording::of).distinct().toList();
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException("no schema of draft 2020-12: " + DataFault.line(faults));
        }
    }

    private JsonSchema compile(String place) {
        JsonSchema schema = factory.getSchema(SchemaLocation.of(place), CONFIG);
        schema.initializeValidators();
        return schema;
    }

    private static Map<String, String> read(Path directory) {
        Map<String, String> texts = new TreeMap<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file :
                    files.filter(one -> one.toString().endsWith(SUFFIX)).toList()) {
                texts.put(String.valueOf(file.getFileName()), Files.readString(file));
            }
        } catch (IOException e) {
            throw new InvalidSchemasException(List.of(directory + ": cannot be read: " + e));
        }
        return texts;
    }

    private static String shippedText() {
        try (InputStream in = SchemaCompiler.class.getResourceAsStream("/milepost/events.json")) {
            if (in == null) {
                throw new IllegalStateException("milepost/events.json is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
