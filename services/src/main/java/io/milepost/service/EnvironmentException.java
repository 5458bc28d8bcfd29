package io.milepost.service;

import java.util.List;

/** Everything that is wrong with the variables. */
public final class EnvironmentException extends RuntimeException {
    private final transient List<String> faults;

    /**
     * Such faults.
     *
     * @param faults at least one; each begins with the variable's name and a colon, and holds no secret
     */
    public EnvironmentException(List<String> faults) {
        super(String.join(System.lineSeparator(), faults));
        this.faults = List.copyOf(faults);
    }

    /** All of them. Each begins with the variable's name. */
    public List<String> faults() {
        return faults;
    }
}
