package io.milepost.gateway;

/** The configuration as it is now. Any thread. */
final class CurrentConfig {
    private volatile GatewayConfig config;

    CurrentConfig(GatewayConfig config) {
        this.config = config;
    }

    GatewayConfig get() {
        return config;
    }

    void set(GatewayConfig changed) {
        config = changed;
    }
}
