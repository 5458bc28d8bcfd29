package io.milepost.gateway.pusher;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What shows that somebody has an app's secret: HMAC-SHA256 of a text, in hexadecimal. */
public final class Signature {
    private static final String ALGORITHM = "HmacSHA256";

    private Signature() {}

    /** The signature of a text. */
    public static String of(String secret, String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.getBytes(UTF_8), ALGORITHM));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }

    /** Whether a text has been signed so. Takes as long for a wrong signature as for the right one. */
    public static boolean isGood(String secret, String text, String signature) {
        return MessageDigest.isEqual(of(secret, text).getBytes(UTF_8), signature.getBytes(UTF_8));
    }

    /** Whether {@code auth} is the app's key, a colon, and the signature of the text. */
    static boolean isGood(App app, String text, String auth) {
        int colon = auth.indexOf(':');
        return colon > 0
                && auth.substring(0, colon).equals(app.key())
                && isGood(app.secret(), text, auth.substring(colon + 1));
    }
}
