package io.milepost.fanout;

import java.util.List;

/** Everything that is wrong with a fan-out's configuration. */
public final class InvalidSettingsException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<String> faults;

    /**
     * Takes what is wrong.
     *
     * @param faults each begins with its key, and tells what it should be; no value of a secret
     */
    public InvalidSettingsException(List<String> faults) {
        super(String.join("; ", faults));
        this.faults = List.copyOf(faults);
    }

    /** Each begins with its key. */
    public List<String> faults() {
        return faults;
    }
}
