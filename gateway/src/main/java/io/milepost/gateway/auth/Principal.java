package io.milepost.gateway.auth;

import io.milepost.channel.ChannelName;
import io.milepost.channel.ChannelPattern;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Somebody whose token was good.
 *
 * @param userId who
 * @param name what people call them; the user id if the token says nothing
 * @param avatar where a picture of them is, if the token says so
 * @param channels what they may subscribe to
 * @param publish what they may publish to
 * @param contextId the room they come to, if the token names one
 * @param tokenId the token's {@code jti}, if it has one
 * @param issuedAt when the token was made; the epoch if it does not say
 * @param expiresAt until when it is good
 */
public record Principal(
        String userId,
        String name,
        @Nullable String avatar,
        List<ChannelPattern> channels,
        List<ChannelPattern> publish,
        @Nullable String contextId,
        @Nullable String tokenId,
        Instant issuedAt,
        Instant expiresAt) {
    /** Copies the lists. */
    public Principal {
        channels = List.copyOf(channels);
        publish = List.copyOf(publish);
    }

    /** Whether they may receive what is said on the channel. Channels {@link ChannelName#isOfApps of apps} are beyond every pattern. */
    public boolean maySubscribe(ChannelName channel) {
        return reach(channels, channel);
    }

    /** Whether they may publish to the channel. */
    public boolean mayPublish(ChannelName channel) {
        return reach(publish, channel);
    }

    private static boolean reach(List<ChannelPattern> patterns, ChannelName channel) {
        return !channel.isOfApps() && patterns.stream().anyMatch(pattern -> pattern.matches(channel));
    }
}
