package io.milepost.service.realtime.kafka;

import io.milepost.schema.DataCheck;
import io.milepost.schema.EventSchemas;
import io.milepost.schema.InvalidSchemasException;
import io.milepost.service.Variables;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** What a node's own variables ask of the data of events, read for a service. */
final class SchemaVariables {
    private static final String CHECK = "MILEPOST_SCHEMAS_CHECK";
    private static final String DIRECTORY = "MILEPOST_SCHEMAS_DIRECTORY";
    private static final String OFF = "off";

    private SchemaVariables() {}

    /** The check, nothing if nothing is said: other providers take any data. Faults of schemas are noted. */
    static DataCheck read(Variables variables) {
        String asked = variables.oneOf(CHECK, OFF, Set.of(OFF, "known", "strict"));
        return asked.equals(OFF) ? DataCheck.NONE : new DataCheck(schemas(variables), asked.equals("strict"));
    }

    private static EventSchemas schemas(Variables variables) {
        Optional<String> directory = variables.text(DIRECTORY);
        try {
            return directory
                    .map(own -> EventSchemas.shipped().with(Path.of(own)))
                    .orElseGet(EventSchemas::shipped);
        } catch (InvalidSchemasException e) {
            e.faults().forEach(fault -> variables.fault(DIRECTORY, fault));
        } catch (InvalidPathException e) {
            variables.fault(DIRECTORY, "no name of a directory");
        }
        return EventSchemas.shipped();
    }
}
