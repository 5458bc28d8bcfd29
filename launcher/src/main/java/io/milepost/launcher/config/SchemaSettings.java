package io.milepost.launcher.config;

import io.milepost.schema.DataCheck;
import io.milepost.schema.EventSchemas;
import io.milepost.schema.InvalidSchemasException;
import java.nio.file.Path;
import java.util.Locale;

/** Reads what is asked of the data of events that are published here. */
public final class SchemaSettings {
    private SchemaSettings() {}

    /** The check. Faults, those of schemas among them, are noted in the settings. */
    public static DataCheck read(Settings settings) {
        return switch (settings.text(Options.SCHEMAS_CHECK).toLowerCase(Locale.ROOT)) {
            case "known" -> new DataCheck(schemas(settings), false);
            case "strict" -> new DataCheck(schemas(settings), true);
            case "off" -> DataCheck.NONE;
            default -> {
                settings.fault(Options.SCHEMAS_CHECK.key() + ": known, strict or off is expected");
                yield DataCheck.NONE;
            }
        };
    }

    /** The check of those who ask for one; where none is set, types that have a schema have to fit it. */
    public static DataCheck asked(Settings settings) {
        return settings.text(Options.SCHEMAS_CHECK).equalsIgnoreCase("off")
                ? new DataCheck(schemas(settings), false)
                : read(settings);
    }

    private static EventSchemas schemas(Settings settings) {
        String directory = settings.text(Options.SCHEMAS_DIRECTORY);
        if (directory.isEmpty()) {
            return EventSchemas.shipped();
        }
        try {
            return EventSchemas.shipped().with(Path.of(directory));
        } catch (InvalidSchemasException e) {
            e.faults().forEach(fault -> settings.fault(Options.SCHEMAS_DIRECTORY.key() + ": " + fault));
            return EventSchemas.shipped();
        }
    }
}
