package io.milepost.gateway.session;

import java.time.Duration;

/**
 * What one connection may take.
 *
 * @param subscriptions channels at once
 * @param messagesPerMinute frames from the client; 0 for no limit
 * @param authTimeout within which a client has to say who it is
 * @param waitingFrames frames that may wait while a token is checked
 * @param pingAfter silence after which the gateway asks whether the client is there
 * @param silence after which it takes the client for gone
 * @param grace how long a client whose token has ended may take to bring a new one
 */
public record SessionLimits(
        int subscriptions,
        int messagesPerMinute,
        Duration authTimeout,
        int waitingFrames,
        Duration pingAfter,
        Duration silence,
        Duration grace) {
    /** The defaults. */
    public static final SessionLimits DEFAULTS = new SessionLimits(
            200,
            100,
            Duration.ofSeconds(5),
            100,
            Duration.ofSeconds(25),
            Duration.ofSeconds(90),
            Duration.ofSeconds(5));

    /** The same with another patience for clients that say nothing. */
    public SessionLimits withPatience(Duration ping, Duration gone) {
        return new SessionLimits(subscriptions, messagesPerMinute, authTimeout, waitingFrames, ping, gone, grace);
    }

    /** The same with another number of frames a minute; 0 for no limit. */
    public SessionLimits withMessagesPerMinute(int messages) {
        return new SessionLimits(subscriptions, messages, authTimeout, waitingFrames, pingAfter, silence, grace);
    }
}
