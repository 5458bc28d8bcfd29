package io.milepost.channel;

import java.util.List;

/** Streams that cannot stand beside each other. */
public final class InvalidStreamsException extends IllegalArgumentException {
    private final transient List<String> faults;

    InvalidStreamsException(List<String> faults) {
        super(String.join("\n", faults));
        this.faults = List.copyOf(faults);
    }

    /** Every fault found, each beginning with the configuration key it concerns. */
    public List<String> faults() {
        return faults;
    }
}
