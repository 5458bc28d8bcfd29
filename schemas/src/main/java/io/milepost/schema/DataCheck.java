package io.milepost.schema;

import io.milepost.event.Json;
import java.util.List;

/**
 * What is asked of an event's data before it is sent.
 *
 * @param schemas what the data of their types has to fit
 * @param strict whether types without a schema are refused; else they may have any data
 */
public record DataCheck(EventSchemas schemas, boolean strict) {
    /** Nothing is asked. */
    public static final DataCheck NONE = new DataCheck(EventSchemas.NONE, false);

    /** That the data of Milepost's own event types fits their schemas. What there is if nothing is said. */
    public static DataCheck usual() {
        return new DataCheck(EventSchemas.shipped(), false);
    }

    /** What is wrong with the data of an event of this type; empty if nothing. */
    public List<DataFault> faults(String type, Json data) {
        return strict && !schemas.has(type)
                ? List.of(new DataFault("", "there is no schema for events of this type"))
                : schemas.faults(type, data);
    }
}
