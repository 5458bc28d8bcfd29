package io.milepost.schema;

import com.networknt.schema.JsonSchema;
import io.milepost.event.Json;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * JSON Schemas (draft 2020-12) of the data of events, by the events' type. Compiled once; any thread may ask.
 *
 * <p>Formats, such as {@code date-time}, are told and not checked. Nothing is ever fetched: a {@code $ref} leads to one of the
 * schemas themselves.
 */
public final class EventSchemas {
    /** No schemas: everything is as it should be. */
    public static final EventSchemas NONE = new EventSchemas(Map.of());

    private final Map<String, JsonSchema> byType;

    private EventSchemas(Map<String, JsonSchema> byType) {
        this.byType = Map.copyOf(byType);
    }

    /** The schemas of Milepost's own event types: {@code milepost/events.json} on the class path. */
    public static EventSchemas shipped() {
        return Shipped.SCHEMAS;
    }

    /** These and those of a directory, which win where both have one for a type.
     *
     * @param directory holds {@code TYPE.json} for each type; what lies in directories below is not looked at
     * @throws InvalidSchemasException if the directory cannot be read, or one of them is no schema of draft 2020-12
     */
    public EventSchemas with(Path directory) {
        Map<String, JsonSchema> all = new TreeMap<>(byType);
        all.putAll(SchemaCompiler.directory(directory));
        return new EventSchemas(all);
    }

    /** The types that have a schema. */
    public SortedSet<String> types() {
        return new TreeSet<>(byType.keySet());
    }

    /** Whether there is a schema for a type. */
    public boolean has(String type) {
        return byType.containsKey(type);
    }

    /** What of the data does not fit the schema of its type, by path; empty if nothing, or if the type has no schema. */
    public List<DataFault> faults(String type, Json data) {
        JsonSchema schema = byType.get(type);
        if (schema == null) {
            return List.of();
        }
        return schema.validate(data.tree()).stream()
                .map(Wording::of)
                .distinct()
                .sorted(Comparator.comparing(DataFault::path))
                .toList();
    }

    /** Compiled when first asked for. */
    private static final class Shipped {
        static final EventSchemas SCHEMAS = new EventSchemas(SchemaCompiler.shipped());
    }
}
