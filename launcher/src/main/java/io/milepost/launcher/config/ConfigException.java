package io.milepost.launcher.config;

import java.util.List;

/** A configuration that cannot work. Names every fault, each with its key. */
public final class ConfigException extends RuntimeException {
    private final transient List<String> faults;

    ConfigException(List<String> faults) {
        super(String.join("\n", faults));
        this.faults = List.copyOf(faults);
    }

    /** What is wrong. */
    public List<String> faults() {
        return faults;
    }
}
