package io.milepost.launcher.config;

import io.milepost.gateway.auth.AuthConfig;
import io.milepost.gateway.auth.AuthConfig.PublicKey;
import io.milepost.gateway.auth.AuthConfig.Secret;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Reads which tokens are good. */
final class AuthSettings {
    private AuthSettings() {}

    static AuthConfig read(Settings settings, boolean dev) {
        List<Secret> secrets = secrets(settings);
        List<PublicKey> publicKeys = new ArrayList<>();
        for (String file : settings.list(Options.PUBLIC_KEY_FILES)) {
            publicKey(Optional.empty(), file, Options.PUBLIC_KEY_FILES.key(), settings)
                    .ifPresent(publicKeys::add);
        }
        settings.below("auth.publicKeys")
                .forEach((id, file) -> publicKey(Optional.of(id), file, "auth.publicKeys." + id, settings)
                        .ifPresent(publicKeys::add));
        List<String> jwks = settings.list(Options.JWKS);
        jwks.stream()
                .filter(address -> !address.matches("https?://[^/\\s]+.*"))
                .forEach(address -> settings.fault(Options.JWKS.key() + ": " + address + " is not an http(s) address"));
        if (secrets.isEmpty() && publicKeys.isEmpty() && jwks.isEmpty() && dev) {
            secrets.add(new Secret(Optional.empty(), NodeConfig.DEV_SECRET));
        } else if (!dev && secrets.stream().anyMatch(secret -> secret.value().equals(NodeConfig.DEV_SECRET))) {
            settings.fault("auth.secret: this is the secret of dev, which everybody knows; choose your own");
        }
        String issuer = settings.text(Options.ISSUER);
        AuthConfig auth = new AuthConfig(
                secrets,
                publicKeys,
                jwks,
                issuer.isEmpty() ? Optional.empty() : Optional.of(issuer),
                settings.list(Options.AUDIENCES),
                GrantSettings.read(settings, dev),
                settings.duration(Options.WS_TOKEN_LIFE, Duration.ofSeconds(1)));
        auth.faults().forEach(settings::fault);
        return auth;
    }

    /** The shared secrets, wherever they stand; the first is the one to sign with. */
    static List<Secret> secrets(Settings settings) {
        List<Secret> secrets = new ArrayList<>();
        if (settings.has(Options.SECRET)) {
            secrets.add(new Secret(Optional.empty(), settings.text(Options.SECRET)));
        }
        for (String file : settings.list(Options.SECRET_FILE)) {
            settings.content(Options.SECRET_FILE.key(), file)
                    .ifPresent(text -> secrets.add(new Secret(Optional.empty(), text.strip())));
        }
        settings.below("auth.secrets").forEach((id, value) -> secrets.add(new Secret(Optional.of(id), value)));
        return secrets;
    }

    private static Optional<PublicKey> publicKey(Optional<String> id, String file, String key, Settings settings) {
        Optional<String> pem = settings.content(key, file);
        Optional<PublicKey> read =
                pem.flatMap(text -> algorithm(text).map(algorithm -> new PublicKey(id, algorithm, text)));
        if (pem.isPresent() && read.isEmpty()) {
            settings.fault(key + ": " + file + " holds no RSA or EC public key in PEM");
        }
        return read;
    }

    private static Optional<String> algorithm(String pem) {
        String base64 = pem.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
        for (String[] kind : new String[][] {{"RSA", "RS256"}, {"EC", "ES256"}}) {
            try {
                KeyFactory.getInstance(kind[0])
                        .generatePublic(
                                new X509EncodedKeySpec(Base64.getDecoder().decode(base64)));
                return Optional.of(kind[1]);
            } catch (GeneralSecurityException | IllegalArgumentException e) {
                // The next kind, then.
            }
        }
        return Optional.empty();
    }
}
