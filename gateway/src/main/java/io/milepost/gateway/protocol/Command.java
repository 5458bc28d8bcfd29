package io.milepost.gateway.protocol;

import io.milepost.event.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a client can ask for. */
public sealed interface Command {
    /** Says who it is, first or again. */
    record Auth(String token) implements Command {}

    /** Asks whether anybody is there. */
    record Ping() implements Command {}

    /** Wants the events of channels. */
    record Subscribe(List<Target> targets, Since since) implements Command {}

    /** Wants them no longer. */
    record Unsubscribe(List<Target> targets) implements Command {}

    /**
     * Wants an event written to a channel.
     *
     * @param asMember whether who may follow the channel may also say this there
     */
    record Publish(Target target, String event, Json data, boolean asMember) implements Command {}

    /** Wants those who are on the channel to hear something now, and nobody later. */
    record Signal(Target target, String event, Json data, boolean asMember) implements Command {}

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
