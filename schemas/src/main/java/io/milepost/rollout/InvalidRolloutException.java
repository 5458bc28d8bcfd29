package io.milepost.rollout;

import java.util.List;

/** A rollout that cannot be followed. Names every fault, each with its field. */
public final class InvalidRolloutException extends IllegalArgumentException {
    /** Faults that the message names at most, so that it fits a log line. */
    private static final int NAMED = 20;

    private final transient List<String> faults;

    InvalidRolloutException(List<String> faults) {
        super(message(faults));
        this.faults = List.copyOf(faults);
    }

    private static String message(List<String> faults) {
        String named = String.join("; ", faults.subList(0, Math.min(NAMED, faults.size())));
        return faults.size() > NAMED ? named + "; and " + (faults.size() - NAMED) + " more" : named;
    }

    /** What is wrong. */
    public List<String> faults() {
        return faults;
    }
}
