package io.milepost.gateway.protocol;

import io.milepost.event.Json;
import io.milepost.trace.TraceContext;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a client can ask for. */
public sealed interface Command {
    /** Says who it is, first or again. */
    record Auth(String token) implements Command {}

    /** Asks whether anybody is there. */
    record Ping() implements Command {}

    /** Wants the events of channels. */
    record Subscribe(List<Target> targets, Since since) implements Command {}

    /**
     * Wants the events of a channel, and has been found good for it by its own protocol, which is why no token is asked.
     *
     * @param member as whom it is seen there by others; null if it is not
     * @param most users that there may be, if it is seen
     * @param last whether it is told the last event first, or that there is none
     */
    record Enter(Target target, Since since, @Nullable Member member, int most, boolean last) implements Command {}

    /** Wants them no longer. */
    record Unsubscribe(List<Target> targets) implements Command {}

    /** Has asked for a channel that it follows anyway, and asks no longer. */
    record Forsake(Target target) implements Command {}

    /**
     * Wants an event written to a channel.
     *
     * @param asMember whether who may follow the channel may also say this there
     * @param trace of which trace that is part; null if it is not said
     */
    record Publish(
            Target target,
            String event,
            Json data,
            boolean asMember,
            @Nullable TraceContext trace) implements Command {}

    /** Wants those who are on the channel to hear something now, and nobody later. */
    record Signal(Target target, String event, Json data, boolean asMember) implements Command {}

    /**
     * The same, found good by its own protocol.
     *
     * @param userId who it is there; empty if that is not told
     */
    record Tell(Target target, String event, Json data, String userId) implements Command {}

    /**
     * Has been found to be a user by its own protocol.
     *
     * @param member the user
     * @param presence the channel on which the user is seen
     * @param own the channel of what is for the user, which is followed from now on
     * @param watched the channels on which others are seen, by their ids
     * @param answer what is answered
     */
    record SignIn(Member member, Target presence, Target own, Map<String, Target> watched, Notice answer)
            implements Command {}

    /**
     * Wants a page of a channel's past.
     *
     * @param before RFC 3339 or a cursor; null for the newest
     */
    record History(Target target, int limit, @Nullable String before) implements Command {}

    /** Wants to know who is on a channel. */
    record Presence(Target target) implements Command {}

    /** Has handled everything up to a cursor. */
    record Ack(Target target, String cursor) implements Command {}
}
