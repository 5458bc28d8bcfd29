package io.milepost.gateway.auth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.milepost.gateway.auth.AuthConfig.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Makes tokens that a gateway with the same shared secret takes (HS256). */
public final class TokenMint {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final SecretKeySpec key;
    private final String header;

    /** A mint for tokens signed with this secret. */
    public TokenMint(String secret) {
        this(new Secret(Optional.empty(), secret));
    }

    /** A mint for tokens signed with this secret, which name its id if it has one. */
    public TokenMint(Secret secret) {
        key = new SecretKeySpec(secret.value().getBytes(StandardCharsets.UTF_8), "HmacSHA256");
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("alg", "HS256");
        said.put("typ", "JWT");
        secret.id().ifPresent(id -> said.put("kid", id));
        header = part(said);
    }

    /**
     * Makes a token that begins now.
     *
     * @param claims what it says besides {@code iat} and {@code exp}
     */
    public String mint(Map<String, ?> claims, Duration life) {
        Instant now = Instant.now();
        Map<String, Object> all = new LinkedHashMap<>(claims);
        all.put("iat", now.getEpochSecond());
        all.put("exp", now.plus(life).getEpochSecond());
        return sign(all);
    }

    /** Signs claims as they are. */
    public String sign(Map<String, ?> claims) {
        try {
            String signed = header + "." + part(claims);
            Mac mac = Mac.getInstance(key.getAlgorithm());
            mac.init(key);
            return signed + "." + encode(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static String part(Map<String, ?> said) {
        try {
            return encode(JSON.writeValueAsBytes(said));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
