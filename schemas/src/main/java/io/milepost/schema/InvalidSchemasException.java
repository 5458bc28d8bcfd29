package io.milepost.schema;

import java.util.List;

/** Schemas that cannot be used. Names every fault, each with its file. */
public final class InvalidSchemasException extends IllegalArgumentException {
    private final transient List<String> faults;

    InvalidSchemasException(List<String> faults) {
        super(String.join("; ", faults));
        this.faults = List.copyOf(faults);
    }

    /** What is wrong. */
    public List<String> faults() {
        return faults;
    }
}
