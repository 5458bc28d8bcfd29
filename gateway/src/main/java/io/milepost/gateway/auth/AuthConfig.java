package io.milepost.gateway.auth;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which tokens are good, and what they open.
 *
 * @param secrets shared secrets (HS256), each of 32 bytes at least; the first also signs what the gateway gives out
 * @param publicKeys public keys (RS256 or ES256) in PEM
 * @param jwks addresses of JSON Web Key Sets
 * @param issuer what {@code iss} must be, if anything
 * @param audiences of which {@code aud} must name one, if any
 * @param grants what tokens open beyond what they say themselves
 * @param wsTokenLife how long a token for a socket is good, unless the one it is made from ends before
 */
public record AuthConfig(
        List<Secret> secrets,
        List<PublicKey> publicKeys,
        List<String> jwks,
        Optional<String> issuer,
        List<String> audiences,
        List<Grant> grants,
        Duration wsTokenLife) {
    /** The least a shared secret has to have (RFC 7518, section 3.2), in bytes. */
    public static final int LEAST_SECRET = 32;

    /** How long a token for a socket is good if nothing else is said. */
    public static final Duration WS_TOKEN_LIFE = Duration.ofHours(1);

    /**
     * A key that tokens are signed with here and elsewhere.
     *
     * @param id what a token's {@code kid} has to be, if it has one; empty if any will do
     */
    public record Secret(Optional<String> id, String value) {
        /** A secret stays out of logs. */
        @Override
        public String toString() {
            return "Secret[" + id.orElse("") + "]";
        }
    }

    /**
     * A key that tokens are signed with elsewhere.
     *
     * @param id what a token's {@code kid} has to be, if it has one; empty if any will do
     * @param algorithm {@code RS256} or {@code ES256}
     * @param pem the public key
     */
    public record PublicKey(Optional<String> id, String algorithm, String pem) {}

    /** Copies the lists. */
    public AuthConfig {
        secrets = List.copyOf(secrets);
        publicKeys = List.copyOf(publicKeys);
        jwks = List.copyOf(jwks);
        audiences = List.copyOf(audiences);
        grants = List.copyOf(grants);
    }

    /** Tokens signed with one of these keys, whoever made them and for whom. */
    public static AuthConfig ofKeys(List<Secret> secrets, List<PublicKey> publicKeys, List<String> jwks) {
        return new AuthConfig(secrets, publicKeys, jwks, Optional.empty(), List.of(), List.of(), WS_TOKEN_LIFE);
    }

    /** Tokens signed with one shared secret. */
    public static AuthConfig ofSecret(String secret) {
        return ofKeys(List.of(new Secret(Optional.empty(), secret)), List.of(), List.of());
    }

    /** The same for tokens of one issuer, and for some audiences. */
    public AuthConfig withIssuer(String required, List<String> oneOf) {
        return new AuthConfig(secrets, publicKeys, jwks, Optional.of(required), oneOf, grants, wsTokenLife);
    }

    /** The same with these grants. */
    public AuthConfig withGrants(List<Grant> others) {
        return new AuthConfig(secrets, publicKeys, jwks, issuer, audiences, others, wsTokenLife);
    }

    /** Everything that is wrong with it, each beginning with the configuration key. */
    public List<String> faults() {
        List<String> faults = new ArrayList<>();
        if (secrets.isEmpty() && publicKeys.isEmpty() && jwks.isEmpty()) {
            faults.add("auth: no key to check tokens with; set auth.secret, auth.publicKeyFiles or auth.jwks");
        }
        for (Secret secret : secrets) {
            if (secret.value().getBytes(StandardCharsets.UTF_8).length < LEAST_SECRET) {
                faults.add(secret.id().map(id -> "auth.secrets." + id).orElse("auth.secret") + ": shorter than "
                        + LEAST_SECRET + " bytes, which HS256 needs at least");
            }
        }
        return faults;
    }

    /** The ids of the keys configured here. */
    Set<String> ids() {
        Set<String> ids = new HashSet<>();
        secrets.forEach(secret -> secret.id().ifPresent(ids::add));
        publicKeys.forEach(key -> key.id().ifPresent(ids::add));
        return ids;
    }

    /** Keys and secrets stay out of logs. */
    @Override
    public String toString() {
        return "AuthConfig[%d secrets, %d public keys, jwks %s]".formatted(secrets.size(), publicKeys.size(), jwks);
    }
}
