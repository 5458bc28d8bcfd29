package io.milepost.gateway.limit;

import java.util.Set;

/**
 * What a node takes altogether, and from whom. 0 is no limit.
 *
 * @param connections sockets and streams at once
 * @param connectionsPerUser of one user at once
 * @param connectsPerMinute of one address; counts only where the client's address is known
 * @param publishesPerMinute by clients to one channel
 * @param direct whether clients connect without anything between that hides their addresses
 * @param trustedProxies addresses of proxies whose {@code X-Forwarded-For} is believed
 */
public record NodeLimits(
        int connections,
        int connectionsPerUser,
        int connectsPerMinute,
        int publishesPerMinute,
        boolean direct,
        Set<String> trustedProxies) {
    /** The defaults. */
    public static final NodeLimits DEFAULTS = new NodeLimits(100_000, 100, 10, 1_000, false, Set.of());

    /** None at all. */
    public static final NodeLimits NONE = new NodeLimits(0, 0, 0, 0, false, Set.of());

    /** Copies the set. */
    public NodeLimits {
        trustedProxies = Set.copyOf(trustedProxies);
    }
}
