package io.milepost.rollout;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** A user's lot for one provider: evenly spread over users, and the same on every node and every day. */
final class Draw {
    private Draw() {}

    /** From 0 up to 1, without 1. */
    static double of(String provider, String user) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(provider.getBytes(UTF_8));
            sha.update((byte) 0);
            long bits = ByteBuffer.wrap(sha.digest(user.getBytes(UTF_8))).getLong();
            return (bits >>> 11) * 0x1p-53;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
