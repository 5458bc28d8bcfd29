package io.milepost.gateway.pusher;

import io.milepost.channel.ChannelName;
import io.milepost.gateway.protocol.Dialect.Farewell;
import io.milepost.gateway.protocol.Notice;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What Pusher's clients alone are told. */
sealed interface PusherNotice extends Notice.Own {
    /** The connection is there. */
    record Welcome(String socketId, int activitySeconds) implements PusherNotice {}

    /** Something is wrong; null for what has no number. */
    record Fault(@Nullable Integer code, String message) implements PusherNotice {
        /** With this as the reason to go; it has a number then. */
        Farewell farewell() {
            return new Farewell(Objects.requireNonNull(code), message);
        }
    }

    /**
     * The client is a user now.
     *
     * @param userData as it was signed
     * @param wholly false if more were to be watched than may be, so that only the first are
     */
    record SignedIn(String userData, boolean wholly) implements PusherNotice {}

    /** So many connections follow the channel, on all nodes. */
    record Count(ChannelName channel, int subscribers) implements PusherNotice {}
}
