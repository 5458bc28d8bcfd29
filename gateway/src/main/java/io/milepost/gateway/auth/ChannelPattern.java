package io.milepost.gateway.auth;

import io.milepost.channel.ChannelName;

/**
 * Names of channels, with {@code *} for any run of characters. A {@code *} alone does not open what is closed: a pattern
 * reaches names that begin with {@code #}, {@code private-} or {@code presence-} only if it begins so itself.
 */
public record ChannelPattern(String text) {
    private static final String[] CLOSED = {"#", "private-", "presence-"};

    /** Whether the channel is one of them. Takes time proportional to the lengths multiplied, at worst. */
    public boolean matches(ChannelName channel) {
        String name = channel.value();
        return text.startsWith(closedPrefix(name)) && glob(name);
    }

    /** How a name or a pattern begins that is closed to others; empty if it is not. */
    static String closedPrefix(String text) {
        for (String prefix : CLOSED) {
            if (text.startsWith(prefix)) {
                return prefix;
            }
        }
        return "";
    }

    /** The usual way to match one kind of wildcard: on a mismatch, let the last {@code *} take one character more. */
    private boolean glob(String name) {
        int p = 0;
        int n = 0;
        int star = -1;
        int resume = 0;
        while (n < name.length()) {
            if (p < text.length() && text.charAt(p) == '*') {
                star = p++;
                resume = n;
            } else if (p < text.length() && text.charAt(p) == name.charAt(n)) {
                p++;
                n++;
            } else if (star >= 0) {
                p = star + 1;
                n = ++resume;
            } else {
                return false;
            }
        }
        while (p < text.length() && text.charAt(p) == '*') {
            p++;
        }
        return p == text.length();
    }
}
