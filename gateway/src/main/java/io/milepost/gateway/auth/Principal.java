package io.milepost.gateway.auth;

import io.milepost.channel.ChannelName;
import java.time.Instant;
import java.util.List;

/**
 * Somebody whose token was good.
 *
 * @param userId who
 * @param channels what they may subscribe to
 * @param expiresAt until when
 */
public record Principal(String userId, List<ChannelPattern> channels, Instant expiresAt) {
    /** Copies the list. */
    public Principal {
        channels = List.copyOf(channels);
    }

    /** Whether they may receive what is said on the channel. */
    public boolean maySubscribe(ChannelName channel) {
        return channels.stream().anyMatch(pattern -> pattern.matches(channel));
    }
}
