package io.milepost.gateway;

/** The configuration as it is now. Any thread. */
final class CurrentConfig {
    private volatile GatewayConfig config;
    private volatile int faults;

    CurrentConfig(GatewayConfig config) {
        this.config = config;
    }

    GatewayConfig get() {
        return config;
    }

    /** Faults of what it has been changed to since, for which that is not followed. */
    int faults() {
        return faults;
    }

    void faults(int found) {
        faults = found;
    }

    void set(GatewayConfig changed) {
        config = changed;
    }
}
