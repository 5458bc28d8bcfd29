package io.milepost.gateway.pusher;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a client says in the address.
 *
 * @param key of which app it is
 * @param protocol which version it speaks; null if it does not say
 * @param device what it calls itself, to go on where it was; null if it wants only what comes
 * @param cursors whether it wants to be told where it stands
 * @param secure whether it has come with TLS
 */
record Hello(
        String key, @Nullable String protocol, @Nullable String device, boolean cursors, boolean secure) {
    /** The first version whose clients look at the code with which a connection is closed, and at nothing before. */
    private static final int CLOSE_CODES = 6;

    /** Whether it is told in a frame why it is sent away. Not to be asked before its version is known to be one. */
    boolean wantsParting() {
        return Integer.parseInt(Objects.requireNonNull(protocol)) < CLOSE_CODES;
    }
}
