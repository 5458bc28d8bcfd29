package io.milepost.fanout.webhook;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * HMAC-SHA256 over the time of sending and the body. The time is under the signature so that what somebody overheard cannot
 * be sent again later.
 */
final class Signature {
    private static final String ALGORITHM = "HmacSHA256";

    private Signature() {}

    /** The signature in writing: {@code v1=} and 64 hex digits. */
    static String of(byte[] secret, long seconds, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret, ALGORITHM));
            mac.update((seconds + ".").getBytes(US_ASCII));
            return "v1=" + HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }

    /** Whether a receiver may believe it. Takes the same time however much of it is right. */
    static boolean fits(String signature, byte[] secret, long seconds, byte[] body) {
        return MessageDigest.isEqual(
                signature.getBytes(US_ASCII), of(secret, seconds, body).getBytes(US_ASCII));
    }
}
