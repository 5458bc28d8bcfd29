package io.milepost.service.realtime;

import java.util.Optional;

/**
 * What a client shows to be let into a channel: the answer of an application's authorisation route, as
 * {@code {"auth":…,"channel_data":…}}.
 *
 * @param auth the signature or the token; whoever has it can use it
 * @param channelData for a presence channel who the client is, as the JSON text that was signed; else empty
 */
public record ChannelAuth(String auth, Optional<String> channelData) {
    /** Without the signature. */
    @Override
    public String toString() {
        return "ChannelAuth[channelData=" + channelData + "]";
    }
}
