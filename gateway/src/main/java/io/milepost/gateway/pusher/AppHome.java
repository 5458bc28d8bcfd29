package io.milepost.gateway.pusher;

import io.milepost.gateway.protocol.Target;
import io.milepost.gateway.protocol.Wire;
import java.util.concurrent.atomic.AtomicInteger;

/** What the clients of one app on one shard share. Confined to the event loop, but for how many there are on the node. */
final class AppHome {
    private final App app;
    private final AppNames names;
    private final Counts counts;
    private final AtomicInteger connections;
    private final AppFacts facts;
    private final int activitySeconds;
    private final Wire wire;
    private final Wire tellingWire;

    AppHome(App app, Counts counts, AtomicInteger connections, AppFacts facts, int activitySeconds) {
        this.app = app;
        this.names = new AppNames(app);
        this.counts = counts;
        this.connections = connections;
        this.facts = facts;
        this.activitySeconds = activitySeconds;
        this.wire = new PusherWire(names, false, facts::cacheMiss);
        this.tellingWire = new PusherWire(names, true, facts::cacheMiss);
    }

    App app() {
        return app;
    }

    AppNames names() {
        return names;
    }

    Counts counts() {
        return counts;
    }

    /** Told what its clients do. */
    AppFacts facts() {
        return facts;
    }

    /** After so many seconds of silence a client asks whether anybody is there. */
    int activitySeconds() {
        return activitySeconds;
    }

    /** How nearly all are spoken to. */
    Wire wire() {
        return wire;
    }

    /** How those are spoken to who want to know where they stand. */
    Wire tellingWire() {
        return tellingWire;
    }

    /** The gateway's name for a channel. */
    Target target(String name) {
        return new Target(names.channel(name), null);
    }

    /** One more has come, if there is room; whoever is told true says when it has {@link #left}. */
    boolean enter() {
        int most = app.limits().connections() == 0
                ? Integer.MAX_VALUE
                : app.limits().connections();
        return connections.getAndUpdate(now -> now < most ? now + 1 : now) < most;
    }

    void left() {
        connections.decrementAndGet();
    }
}
