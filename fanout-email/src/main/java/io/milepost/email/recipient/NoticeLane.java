package io.milepost.email.recipient;

/**
 * The record keys of notices. They stand in the partition of their recipient's requests, but not in the same lane: a request
 * that waits to hear what came of it must not hold up the one who tells.
 */
public final class NoticeLane {
    private static final String MARK = "-n";

    private NoticeLane() {}

    /** The key of what is told of a recipient. */
    public static String key(String recipientId) {
        return recipientId + MARK;
    }

    /** Of whom it tells. */
    public static String recipientId(String key) {
        return key.endsWith(MARK) ? key.substring(0, key.length() - MARK.length()) : key;
    }
}
