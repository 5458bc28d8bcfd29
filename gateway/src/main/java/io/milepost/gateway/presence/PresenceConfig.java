package io.milepost.gateway.presence;

import java.time.Duration;

/**
 * How it is told who is where.
 *
 * @param named users of a channel above which they are counted and no longer named
 * @param grace for how long somebody whose last connection was lost is still there
 * @param lease for how long what this node says holds, if it falls silent
 */
public record PresenceConfig(int named, Duration grace, Duration lease) {
    /** A thousand by name, five seconds for a reconnect, ten for a node. */
    public static final PresenceConfig DEFAULTS =
            new PresenceConfig(1_000, Duration.ofSeconds(5), Duration.ofSeconds(10));

    /** How often this node says at least that it is there. */
    Duration beat() {
        return lease.dividedBy(10);
    }

    /** Nobody says nothing for so long, unless nobody can. */
    long silenceMs() {
        return lease.toMillis() / 3;
    }
}
