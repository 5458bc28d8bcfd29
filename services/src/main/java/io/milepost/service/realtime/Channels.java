package io.milepost.service.realtime;

import io.milepost.channel.ChannelName;
import io.milepost.channel.InvalidChannelException;
import io.milepost.service.realtime.RealtimeException.Code;

/** Channel names that a service is asked about, checked in the same way by every provider. */
public final class Channels {
    private static final int MAX_MEMBER_ID = 200;

    private Channels() {}

    /**
     * A channel that is asked about.
     *
     * @throws RealtimeException {@link Code#INVALID_CHANNEL} if the name breaks the grammar
     */
    public static ChannelName named(String channel) {
        try {
            return new ChannelName(channel);
        } catch (InvalidChannelException e) {
            throw new RealtimeException(Code.INVALID_CHANNEL, String.valueOf(e.getMessage()));
        }
    }

    /**
     * A channel that a member is let into.
     *
     * @throws RealtimeException {@link Code#INVALID_CHANNEL}, or {@link Code#INVALID_DATA} if the member's id is empty or too long
     */
    public static ChannelName entered(String channel, Member member) {
        ChannelName name = named(channel);
        if (member.id().isEmpty() || member.id().length() > MAX_MEMBER_ID) {
            throw new RealtimeException(
                    Code.INVALID_DATA, "member.id: 1 to " + MAX_MEMBER_ID + " characters are expected");
        }
        return name;
    }

    /**
     * A channel whose users are asked for.
     *
     * @throws RealtimeException {@link Code#INVALID_CHANNEL} if it is none whose users see each other
     */
    public static ChannelName withPresence(String channel) {
        ChannelName name = named(channel);
        if (!name.isPresence()) {
            throw new RealtimeException(Code.INVALID_CHANNEL, "channel: only presence- channels tell their users");
        }
        return name;
    }
}
