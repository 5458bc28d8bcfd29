package io.milepost.launcher;

import io.milepost.gateway.auth.AuthConfig.Secret;
import io.milepost.launcher.config.NodeConfig;
import io.milepost.launcher.config.Settings;
import java.io.PrintWriter;
import java.util.Optional;

/** The secret that the commands sign with. */
final class Secrets {
    private Secrets() {}

    /** The configured one; without one that of {@code dev}, with a note to the user. */
    static Secret forSigning(Settings settings, PrintWriter notes) {
        Optional<Secret> configured = settings.secret();
        settings.check();
        return configured.orElseGet(() -> {
            notes.println(
                    "note: signed with the secret of `dev`; set auth.secret or MILEPOST_AUTH_SECRET for any other gateway");
            notes.flush();
            return new Secret(Optional.empty(), NodeConfig.DEV_SECRET);
        });
    }
}
