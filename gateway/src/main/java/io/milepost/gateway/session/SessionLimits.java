package io.milepost.gateway.session;

import java.time.Duration;

/**
 * What one connection may take.
 *
 * @param subscriptions channels at once
 * @param authTimeout within which a client has to say who it is
 * @param waitingFrames frames that may wait while a token is checked
 * @param pingAfter silence after which the gateway asks whether the client is there
 * @param silence after which it takes the client for gone
 */
public record SessionLimits(
        int subscriptions, Duration authTimeout, int waitingFrames, Duration pingAfter, Duration silence) {
    /** The defaults. */
    public static final SessionLimits DEFAULTS =
            new SessionLimits(200, Duration.ofSeconds(5), 100, Duration.ofSeconds(25), Duration.ofSeconds(90));

    /** The same with another patience for clients that say nothing. */
    public SessionLimits withPatience(Duration ping, Duration gone) {
        return new SessionLimits(subscriptions, authTimeout, waitingFrames, ping, gone);
    }
}
