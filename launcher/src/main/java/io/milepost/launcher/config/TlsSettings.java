package io.milepost.launcher.config;

import io.milepost.gateway.TlsConfig;
import java.util.Optional;

/** Reads what the listener for clients proves itself with. */
final class TlsSettings {
    /** What PEM begins with that stands in a value itself, and not in a file that it names. */
    private static final String PEM = "-----BEGIN";

    private TlsSettings() {}

    static Optional<TlsConfig> read(Settings settings) {
        boolean certificate = !settings.text(Options.TLS_CERTIFICATE).isEmpty();
        boolean key = !settings.text(Options.TLS_KEY).isEmpty();
        if (certificate != key) {
            settings.fault((key ? Options.TLS_CERTIFICATE : Options.TLS_KEY).key() + ": missing; "
                    + (key ? Options.TLS_KEY : Options.TLS_CERTIFICATE).key() + " is nothing without it");
        }
        Optional<String> shown = certificate ? pem(settings, Options.TLS_CERTIFICATE) : Optional.empty();
        Optional<String> kept = key ? pem(settings, Options.TLS_KEY) : Optional.empty();
        if (shown.isEmpty() || kept.isEmpty()) {
            return Optional.empty();
        }
        TlsConfig tls = new TlsConfig(shown.get(), kept.get());
        tls.faults().forEach(settings::fault);
        return Optional.of(tls);
    }

    private static Optional<String> pem(Settings settings, Option option) {
        String value = settings.text(option);
        return value.strip().startsWith(PEM) ? Optional.of(value) : settings.content(option.key(), value);
    }
}
