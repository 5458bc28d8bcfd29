package io.milepost.gateway.auth;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which tokens are good.
 *
 * @param secrets shared secrets (HS256), each of 32 bytes at least
 * @param publicKeys public keys (RS256 or ES256) in PEM
 * @param jwks addresses of JSON Web Key Sets
 * @param issuer what {@code iss} must be, if anything
 * @param audiences of which {@code aud} must name one, if any
 */
public record AuthConfig(
        List<String> secrets,
        List<PublicKey> publicKeys,
        List<String> jwks,
        Optional<String> issuer,
        List<String> audiences) {
    /** The least a shared secret has to have (RFC 7518, section 3.2), in bytes. */
    public static final int LEAST_SECRET = 32;

    /**
     * A key that tokens are signed with elsewhere.
     *
     * @param algorithm {@code RS256} or {@code ES256}
     * @param pem the public key
     */
    public record PublicKey(String algorithm, String pem) {}

    /** Copies the lists. */
    public AuthConfig {
        secrets = List.copyOf(secrets);
        publicKeys = List.copyOf(publicKeys);
        jwks = List.copyOf(jwks);
        audiences = List.copyOf(audiences);
    }

    /** Tokens signed with one shared secret. */
    public static AuthConfig ofSecret(String secret) {
        return new AuthConfig(List.of(secret), List.of(), List.of(), Optional.empty(), List.of());
    }

    /** Everything that is wrong with it, each beginning with the configuration key. */
    public List<String> faults() {
        List<String> faults = new ArrayList<>();
        if (secrets.isEmpty() && publicKeys.isEmpty() && jwks.isEmpty()) {
            faults.add("auth: no key to check tokens with; set auth.secret, auth.publicKeyFiles or auth.jwks");
        }
        for (String secret : secrets) {
            if (secret.getBytes(StandardCharsets.UTF_8).length < LEAST_SECRET) {
                faults.add("auth.secret: shorter than " + LEAST_SECRET + " bytes, which HS256 needs at least");
            }
        }
        return faults;
    }

    /** Keys and secrets stay out of logs. */
    @Override
    public String toString() {
        return "AuthConfig[%d secrets, %d public keys, jwks %s]".formatted(secrets.size(), publicKeys.size(), jwks);
    }
}
