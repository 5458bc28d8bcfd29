package io.milepost.gateway.auth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Makes tokens that a gateway with the same shared secret takes (HS256). */
public final class TokenMint {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String HEADER =
            encode("{\"alg\":\"HS256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.US_ASCII));

    private final SecretKeySpec key;

    /** A mint for tokens signed with this secret. */
    public TokenMint(String secret) {
        key = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256");
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
            String signed = HEADER + "." + encode(JSON.writeValueAsBytes(claims));
            Mac mac = Mac.getInstance(key.getAlgorithm());
            mac.init(key);
            return signed + "." + encode(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
        } catch (JsonProcessingException | GeneralSecurityException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
