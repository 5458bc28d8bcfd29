package io.milepost.launcher.config;

import io.milepost.gateway.auth.AuthConfig;
import io.milepost.gateway.auth.AuthConfig.PublicKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Reads which tokens are good. */
final class AuthSettings {
    private AuthSettings() {}

    static AuthConfig read(Settings settings, boolean dev) {
        List<String> secrets = secrets(settings);
        List<PublicKey> publicKeys = new ArrayList<>();
        for (String file : settings.list(Options.PUBLIC_KEY_FILES)) {
            content(file, Options.PUBLIC_KEY_FILES, settings)
                    .flatMap(pem -> publicKey(file, pem, settings))
                    .ifPresent(publicKeys::add);
        }
        List<String> jwks = settings.list(Options.JWKS);
        jwks.stream()
                .filter(address -> !address.matches("https?://[^/\\s]+.*"))
                .forEach(address -> settings.fault(Options.JWKS.key() + ": " + address + " is not an http(s) address"));
        if (secrets.isEmpty() && publicKeys.isEmpty() && jwks.isEmpty() && dev) {
            secrets.add(NodeConfig.DEV_SECRET);
        } else if (!dev && secrets.contains(NodeConfig.DEV_SECRET)) {
            settings.fault("auth.secret: this is the secret of dev, which everybody knows; choose your own");
        }
        String issuer = settings.text(Options.ISSUER);
        AuthConfig auth = new AuthConfig(
                secrets,
                publicKeys,
                jwks,
                issuer.isEmpty() ? Optional.empty() : Optional.of(issuer),
                settings.list(Options.AUDIENCES));
        auth.faults().forEach(settings::fault);
        return auth;
    }

    /** The shared secrets, wherever they stand. */
    static List<String> secrets(Settings settings) {
        List<String> secrets = new ArrayList<>();
        if (settings.has(Options.SECRET)) {
            secrets.add(settings.text(Options.SECRET));
        }
        for (String file : settings.list(Options.SECRET_FILE)) {
            content(file, Options.SECRET_FILE, settings).ifPresent(text -> secrets.add(text.strip()));
        }
        return secrets;
    }

    private static Optional<String> content(String file, Option option, Settings settings) {
        try {
            return Optional.of(Files.readString(Path.of(file)));
        } catch (IOException e) {
            settings.fault(option.key() + ": " + file + " cannot be read");
            return Optional.empty();
        }
    }

    private static Optional<PublicKey> publicKey(String file, String pem, Settings settings) {
        String base64 = pem.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
        for (String[] kind : new String[][] {{"RSA", "RS256"}, {"EC", "ES256"}}) {
            try {
                KeyFactory.getInstance(kind[0])
                        .generatePublic(
                                new X509EncodedKeySpec(Base64.getDecoder().decode(base64)));
                return Optional.of(new PublicKey(kind[1], pem));
            } catch (GeneralSecurityException | IllegalArgumentException e) {
                // The next kind, then.
            }
        }
        settings.fault(Options.PUBLIC_KEY_FILES.key() + ": " + file + " holds no RSA or EC public key in PEM");
        return Optional.empty();
    }
}
