package io.milepost.console.web;

import java.util.Optional;
import java.util.Set;

/**
 * Who may see and change what.
 *
 * @param dev whether this is {@code dev}, where the page is given the token
 * @param loopback whether the listener is on a loopback address: then whoever reaches it through no proxy may read
 * @param operatorToken what changes need; empty if nothing can be changed
 * @param hosts names, beside those of the loopback address, by which the console may be asked for
 */
public record Access(boolean dev, boolean loopback, Optional<String> operatorToken, Set<String> hosts) {
    /** Characters that an operator's token has at least. */
    public static final int LEAST_TOKEN = 32;

    /** Copies the names. */
    public Access {
        hosts = Set.copyOf(hosts);
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "Access[dev=" + dev + ", loopback=" + loopback + ", hosts=" + hosts + "]";
    }
}
