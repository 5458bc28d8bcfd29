package io.milepost.fanout;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/** An address of somebody else's to which something is posted. */
public final class HookAddress {
    /** What is expected. */
    public static final String GRAMMAR = "an address such as https://example.com/hooks";

    private static final int MOST_CHARACTERS = 2_000;
    private static final int MOST_PORT = 65_535;

    private HookAddress() {}

    /** What is wrong with an address, if anything. It is not repeated: a secret may be a part of it. */
    public static Optional<String> fault(String url) {
        try {
            URI read = URI.create(url);
            String scheme = String.valueOf(read.getScheme()).toLowerCase(Locale.ROOT);
            boolean good = url.length() <= MOST_CHARACTERS
                    && (scheme.equals("https") || scheme.equals("http"))
                    && read.getHost() != null
                    && read.getPort() <= MOST_PORT
                    && read.getPort() != 0;
            if (good && read.getUserInfo() != null) {
                return Optional.of("a user and a password have no place in it");
            }
            if (good && read.getFragment() == null) {
                return Optional.empty();
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        return Optional.of(GRAMMAR + " is expected, of " + MOST_CHARACTERS + " characters at most");
    }
}
