package io.milepost.gateway.pusher;

import io.milepost.event.Json;
import io.milepost.gateway.protocol.Member;
import org.jspecify.annotations.Nullable;

/**
 * What lets one connection into one channel.
 *
 * @param auth the app's key, a colon, and the signature
 * @param channelData who it is there, as signed; null but on presence channels
 */
public record ChannelSignature(String auth, @Nullable String channelData) {
    /** Signs for a channel that only who has a signature may follow. */
    public static ChannelSignature of(App app, String socketId, String channel, Member member) {
        String data =
                AppNames.isPresence(channel) ? Json.of(ChannelData.of(member)).toString() : null;
        String signed = socketId + ":" + channel + (data == null ? "" : ":" + data);
        return new ChannelSignature(app.key() + ":" + Signature.of(app.secret(), signed), data);
    }
}
