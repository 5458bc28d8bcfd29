package io.milepost.email.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/** Ids of feedback of which a provider gives one for several recipients, or none at all. */
final class Ids {
    private static final int HASH_BYTES = 12;

    private Ids() {}

    /** The same for the same call and address; holds nothing of the address. */
    static String of(String call, String address) {
        return call + ':' + hash(address.toLowerCase(Locale.ROOT));
    }

    /** A short hash, the same for the same text. */
    static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
            return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
