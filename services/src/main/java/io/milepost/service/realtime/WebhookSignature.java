package io.milepost.service.realtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The signature of webhooks in Pusher's format: {@code X-Pusher-Key} names the key, {@code X-Pusher-Signature} is the
 * HMAC-SHA256 of the body in hexadecimal. Any thread.
 */
public final class WebhookSignature {
    private static final String KEY = "X-Pusher-Key";
    private static final String SIGNATURE = "X-Pusher-Signature";

    private final String key;
    private final SecretKeySpec secret;

    /** The signature by this key. */
    public WebhookSignature(String key, String secret) {
        this.key = key;
        this.secret = new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256");
    }

    /** Whether the request is signed by this key. Takes the same time wherever a signature differs. */
    public boolean isOn(Map<String, String> headers, byte[] body) {
        byte[] said = header(headers, SIGNATURE).getBytes(UTF_8);
        boolean ours = MessageDigest.isEqual(header(headers, KEY).getBytes(UTF_8), key.getBytes(UTF_8));
        return MessageDigest.isEqual(said, of(body).getBytes(UTF_8)) && ours;
    }

    /** The headers that a request with this body bears. */
    public Map<String, String> headers(byte[] body) {
        return Map.of(KEY, key, SIGNATURE, of(body));
    }

    private String of(byte[] body) {
        try {
            Mac mac = Mac.getInstance(secret.getAlgorithm());
            mac.init(secret);
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HMAC-SHA256", e);
        }
    }

    private static String header(Map<String, String> headers, String name) {
        return headers.entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("");
    }
}
