package io.milepost.gateway.pusher;

import java.security.SecureRandom;
import java.util.regex.Pattern;

/** What a connection is called: two numbers and a dot between. Nobody can guess it, and it comes once. */
public final class SocketId {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Pattern GRAMMAR = Pattern.compile("\\d{1,20}\\.\\d{1,20}");

    private SocketId() {}

    static String next() {
        return RANDOM.nextInt(Integer.MAX_VALUE) + "." + RANDOM.nextInt(Integer.MAX_VALUE);
    }

    /** Whether a text may be one. */
    public static boolean isOne(String text) {
        return GRAMMAR.matcher(text).matches();
    }
}
