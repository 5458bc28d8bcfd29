package io.milepost.gateway.protocol;

import io.milepost.device.DeviceId;
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

    /** Under which name that device is kept, given who the client is; not to be asked for if it is none. */
    default DeviceId deviceOf(String userId) {
        return new DeviceId(userId, String.valueOf(device()));
    }

    /** Whether the client may yet turn out to be a user, whose device it has been before. */
    default boolean mayBecomeUser() {
        return false;
    }

    /** Whether the client's device has acknowledged what has arrived, without a word of it. */
    default boolean acknowledgesByArrival() {
        return false;
    }

    /** What the client is told first, once it is known who it is; null for nothing. */
    default @Nullable Notice greeting() {
        return null;
    }

    /** Why the client is sent away after the {@link #greeting}; null if it is not. */
    default @Nullable Farewell farewell() {
        return null;
    }

    /** How a connection is closed that would be closed with a code of ours; 0, which a silent one has, for without a word. */
    default int closeCode(int code) {
        return code;
    }

    /** What the client is told last, before its connection is closed with a code of ours; null for nothing. */
    default @Nullable Notice parting(int code, String why) {
        return null;
    }

    /** How many frames the client may send in a minute, given what is configured; 0 for no limit. */
    default int messagesPerMinute(int configured) {
        return configured;
    }

    /** What the connection is called, where events may say that one does not get them; null if it has no name. */
    default @Nullable String socketId() {
        return null;
    }

    /** Told that the client does not follow a channel that it wanted, or has lost one: its token does not reach there. */
    default void lost(Target target) {}

    /** Told what is announced on channels that the client follows. Returns why the connection is to end by that; null if it is not. */
    default @Nullable Farewell heard(Notice notice) {
        return null;
    }

    /** Whether the client keeps by heart what this says, and has no way to ask for it later. */
    default boolean needs(Notice notice) {
        return false;
    }

    /** Told that the connection is gone. Once, whatever came before. */
    default void ended() {}

    /**
     * Whether a frame waits, unread, that comes before it is known who the client is, or before a user has signed in as whom its
     * device was here last.
     */
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

    /** Why somebody is not let in, and the code that the connection is closed with. */
    record Farewell(int code, String why) {}

    /** A channel, and from where on. */
    record Wanted(Target target, Since since) {}
}
