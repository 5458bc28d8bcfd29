package io.milepost.gateway.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keys of issuers elsewhere, and what they sign. */
public final class TestKeys {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private TestKeys() {}

    public static KeyPair rsa() {
        try {
            KeyPairGenerator keys = KeyPairGenerator.getInstance("RSA");
            keys.initialize(2048);
            return keys.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public static String pem(Key key) {
        return "-----BEGIN PUBLIC KEY-----\n" + Base64.getMimeEncoder().encodeToString(key.getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    /** Claims of somebody, good for ten minutes, and more. */
    public static Map<String, Object> claims(String user, Map<String, ?> more) {
        Map<String, Object> claims =
                new LinkedHashMap<>(Map.of("sub", user, "exp", inSeconds(600), "iat", inSeconds(0)));
        claims.putAll(more);
        return claims;
    }

    public static long inSeconds(long seconds) {
        return Instant.now().getEpochSecond() + seconds;
    }

    /** Signs with RS256. */
    public static String signed(KeyPair keys, @Nullable String kid, Map<String, ?> claims) {
        Map<String, Object> header = new LinkedHashMap<>(Map.of("alg", "RS256", "typ", "JWT"));
        if (kid != null) {
            header.put("kid", kid);
        }
        String signed = part(header) + "." + part(claims);
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(keys.getPrivate());
            signature.update(signed.getBytes(UTF_8));
            return signed + "." + BASE64.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A token that says it needs no signature. */
    public static String unsigned(Map<String, ?> claims) {
        return part(Map.of("alg", "none")) + "." + part(claims) + ".";
    }

    /** The public key as one of a key set. */
    public static String jwk(KeyPair keys, String kid) {
        RSAPublicKey key = (RSAPublicKey) keys.getPublic();
        return "{\"kty\":\"RSA\",\"alg\":\"RS256\",\"use\":\"sig\",\"kid\":\"%s\",\"n\":\"%s\",\"e\":\"%s\"}"
                .formatted(
                        kid,
                        BASE64.encodeToString(key.getModulus().toByteArray()),
                        BASE64.encodeToString(key.getPublicExponent().toByteArray()));
    }

    private static String part(Map<String, ?> said) {
        try {
            return BASE64.encodeToString(JSON.writeValueAsBytes(said));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
