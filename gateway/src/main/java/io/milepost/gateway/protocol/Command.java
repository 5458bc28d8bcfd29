package io.milepost.gateway.protocol;

import java.util.List;

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
}
