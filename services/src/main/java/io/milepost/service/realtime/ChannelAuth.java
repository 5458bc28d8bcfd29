package io.milepost.service.realtime;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.channel.ChannelName;
import java.util.Optional;

/**
 * What a client shows to be let into a channel: the answer of an application's authorisation route, as
 * {@code {"auth":…,"channel_data":…}}.
 *
 * @param auth the signature or the token; whoever has it can use it
 * @param channelData for a presence channel who the client is, as the JSON text that was signed; else empty
 */
public record ChannelAuth(String auth, Optional<String> channelData) {
    /**
     * What {@code channelData} says of a member: {@code {"user_id":…,"user_info":{"name":…,"avatar":…}}} on a presence
     * channel, nothing on others.
     */
    public static Optional<String> data(ChannelName channel, Member member) {
        if (!channel.isPresence()) {
            return Optional.empty();
        }
        ObjectNode data = JsonNodeFactory.instance.objectNode().put("user_id", member.id());
        ObjectNode info = data.putObject("user_info");
        if (member.name() != null) {
            info.put("name", member.name());
        }
        if (member.avatar() != null) {
            info.put("avatar", member.avatar());
        }
        return Optional.of(data.toString());
    }

    /** Without the signature. */
    @Override
    public String toString() {
        return "ChannelAuth[channelData=" + channelData + "]";
    }
}
