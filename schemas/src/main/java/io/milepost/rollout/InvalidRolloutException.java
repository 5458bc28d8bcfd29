package io.milepost.rollout;

import java.util.List;

/** A rollout that cannot be followed. Names every fault, each with its field. */
public final class InvalidRolloutException extends IllegalArgumentException {
    private final transient List<String> faults;

    InvalidRolloutException(List<String> faults) {
        super(String.join("; ", faults));
        this.faults = List.copyOf(faults);
    }

    /** What is wrong. */
    public List<String> faults() {
        return faults;
    }
}
