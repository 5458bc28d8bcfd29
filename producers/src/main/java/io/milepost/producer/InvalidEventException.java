package io.milepost.producer;

import io.milepost.schema.DataFault;
import java.util.List;

/** An event that could not be delivered to anybody, or whose data is not what its type promises; it is not published. */
public final class InvalidEventException extends IllegalArgumentException {
    private final String field;
    private final transient List<DataFault> faults;

    InvalidEventException(String field, String why) {
        super(field + ": " + why);
        this.field = field;
        this.faults = List.of();
    }

    InvalidEventException(List<DataFault> faults) {
        super("data: " + DataFault.line(faults));
        this.field = "data";
        this.faults = List.copyOf(faults);
    }

    /** Which part of the event is wrong. The message begins with it. */
    public String field() {
        return field;
    }

    /** What of the data does not fit its schema, by path; empty if the field is another one. Says nothing of the data. */
    public List<DataFault> faults() {
        return faults;
    }
}
