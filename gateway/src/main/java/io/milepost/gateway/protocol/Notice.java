package io.milepost.gateway.protocol;

import io.milepost.channel.ChannelName;
import io.milepost.log.GapReason;
import org.jspecify.annotations.Nullable;

/** What the gateway tells a client besides events. An {@code id} is a JSON value, repeated as the client sent it. */
public sealed interface Notice {
    /**
     * The token was taken.
     *
     * @param expiresAt RFC 3339
     */
    record Authenticated(@Nullable String id, String userId, String expiresAt) implements Notice {}

    /** Somebody is there. */
    record Pong(@Nullable String id) implements Notice {}

    /**
     * The channel's events follow.
     *
     * @param cursor where they start
     * @param recovered whether everything since the client's cursor can still be had, as far as is known
     */
    record Subscribed(@Nullable String id, Target target, String cursor, boolean recovered) implements Notice {}

    /** The channel's events no longer follow. */
    record Unsubscribed(@Nullable String id, Target target) implements Notice {}

    /** Some events can no longer be had; it goes on from the cursor. */
    record Gap(ChannelName channel, GapReason reason, String cursor) implements Notice {}

    /** What was missed has been sent. */
    record Live(ChannelName channel, String cursor) implements Notice {}

    /** The channel moved on without an event for the client. */
    record Moved(ChannelName channel, String cursor) implements Notice {}

    /** This node is going; come back elsewhere after so many milliseconds. */
    record Reconnect(long afterMs) implements Notice {}

    /** Something was refused. */
    record Refusal(
            @Nullable String id,
            ErrorCode code,
            String message,
            @Nullable Target target) implements Notice {
        /** A refusal that concerns no channel. */
        public static Refusal of(ErrorCode code, String message) {
            return new Refusal(null, code, message, null);
        }
    }
}
