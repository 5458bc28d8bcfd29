package io.milepost.launcher.config;

import io.milepost.launcher.tracing.TracingConfig;
import java.net.URI;
import java.util.Optional;

/** Reads where spans go. */
public final class TracingSettings {
    private TracingSettings() {}

    /**
     * Where they go; empty for nowhere. Faults are noted in the settings.
     *
     * @param service what the process is called there
     */
    public static Optional<TracingConfig> read(Settings settings, String service) {
        double sample = settings.share(Options.TRACING_SAMPLE);
        String endpoint = settings.text(Options.TRACING_ENDPOINT);
        if (endpoint.isEmpty()) {
            return Optional.empty();
        }
        try {
            URI address = URI.create(endpoint);
            if (address.getHost() != null && String.valueOf(address.getScheme()).matches("https?")) {
                return Optional.of(new TracingConfig(address, sample, service));
            }
        } catch (IllegalArgumentException e) {
            // Said below, without what may be a password.
        }
        settings.fault(Options.TRACING_ENDPOINT.key() + ": not the http or https address of a collector");
        return Optional.empty();
    }
}
