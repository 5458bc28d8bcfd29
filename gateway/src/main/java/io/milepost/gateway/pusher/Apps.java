package io.milepost.gateway.pusher;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** The apps of a node, and how many connections each has there. Any thread. */
public final class Apps {
    private final Map<String, App> byId = new LinkedHashMap<>();
    private final Map<App, AtomicInteger> connections = new LinkedHashMap<>();
    private final Function<App, AppFacts> facts;

    /**
     * These apps, whose ids and keys differ.
     *
     * @param facts who is told what the clients of an app do
     */
    public Apps(List<App> apps, Function<App, AppFacts> facts) {
        this.facts = facts;
        for (App app : apps) {
            byId.put(app.id(), app);
            connections.put(app, new AtomicInteger());
        }
    }

    /** All of them. */
    public List<App> all() {
        return List.copyOf(byId.values());
    }

    /** The app with this id, if there is one. */
    public Optional<App> withId(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    AppFacts facts(App app) {
        return facts.apply(app);
    }

    AtomicInteger connections(App app) {
        return Objects.requireNonNull(connections.get(app));
    }
}
