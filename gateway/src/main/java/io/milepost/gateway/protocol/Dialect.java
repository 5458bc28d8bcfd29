package io.milepost.gateway.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the client of one connection speaks, and how it is answered. Confined to the connection's event loop. */
public interface Dialect {
    /** Reads one frame. Whatever the client sends, it does not throw. */
    Inbound read(String frame);

    /** How the client is answered. The same one as long as the connection lasts. */
    Wire wire();

    /**
     * What the client wants to follow as soon as it is known who it is.
     *
     * @param contextId the room that its token names, if it does
     */
    List<Wanted> admitted(@Nullable String contextId);

    /** What the client's device calls itself, in any text; null if where it stands is not to be kept. */
    default @Nullable String device() {
        return null;
    }

    /** Told that the client does not follow a channel that it wanted, or has lost one: its token does not reach there. */
    default void lost(Target target) {}

    /** Whether a frame that comes before it is known who the client is waits until then, unread. */
    boolean waits(String frame);

    /** Where its clients are seen by others. */
    Seen seen();

    /** Where a client is seen by others who follow the same channel. */
    enum Seen {
        /** Nowhere. */
        NOWHERE,
        /** On channels whose names begin with {@code presence-}. */
        ON_PRESENCE_CHANNELS,
        /** On all it follows. */
        EVERYWHERE
    }

    /** A channel, and from where on. */
    record Wanted(Target target, Since since) {}
}
