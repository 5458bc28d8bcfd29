package io.milepost.gateway.protocol;

import io.milepost.channel.ChannelName;
import io.milepost.event.Event;
import io.milepost.event.Json;
import io.milepost.log.GapReason;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the gateway tells a client besides events. An {@code id} is a JSON value, repeated as the client sent it. */
public sealed interface Notice {
    /** What one protocol alone says, to its own wires; the others write nothing for it. */
    non-sealed interface Own extends Notice {}

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
     * @param members who is there, for who is seen there in the words of Pusher; else empty
     */
    record Subscribed(@Nullable String id, Target target, String cursor, boolean recovered, List<Member> members)
            implements Notice {
        /** The answer to who is not told who is there. */
        public Subscribed(@Nullable String id, Target target, String cursor, boolean recovered) {
            this(id, target, cursor, recovered, List.of());
        }
    }

    /** Which of the users that the client watches are there now, and which are not. */
    record Watched(List<String> online, List<String> offline) implements Own {}

    /** The channel is followed already, in a protocol in which that is a mistake. */
    record SubscribedBefore(Target target) implements Own {}

    /**
     * The last event of a channel, before those that follow.
     *
     * @param event null if there is none
     * @param time its record's, in milliseconds since 1970
     */
    record Last(Target target, @Nullable Event event, long time) implements Own {}

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

    /** Kafka has what the client published. */
    record Published(@Nullable String id, String eventId) implements Notice {}

    /** Somebody on the channel said something to those who are there; nothing of it is kept. */
    record Signalled(ChannelName channel, String type, String eventId, String source, String userId, Json data)
            implements Notice {}

    /**
     * A page of the channel's past.
     *
     * @param events newest first
     * @param gaps why something of the page is not among them
     * @param cursor where the next older page begins; null if there is none
     * @param complete false if looking for more would have cost too much
     */
    record Page(
            @Nullable String id,
            Target target,
            List<Event> events,
            List<GapReason> gaps,
            @Nullable String cursor,
            boolean complete)
            implements Notice {}

    /**
     * Who is on the channel.
     *
     * @param members null if they are too many to be named
     */
    record Present(
            @Nullable String id,
            Target target,
            int count,
            @Nullable List<Member> members) implements Notice {}

    /** Somebody has come to the channel or has left it. */
    record MemberMoved(ChannelName channel, Member member, boolean online) implements Notice {}

    /**
     * Something was refused.
     *
     * @param retryAfterMs after how many milliseconds another try makes sense; 0 if nothing is known
     */
    record Refusal(
            @Nullable String id,
            ErrorCode code,
            String message,
            @Nullable Target target,
            long retryAfterMs) implements Notice {
        /** A refusal that says nothing of another try. */
        public Refusal(@Nullable String id, ErrorCode code, String message, @Nullable Target target) {
            this(id, code, message, target, 0);
        }

        /** A refusal that concerns no channel. */
        public static Refusal of(ErrorCode code, String message) {
            return new Refusal(null, code, message, null);
        }
    }
}
