package io.milepost.gateway.pusher;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** The apps of a node, and how many connections each has there. Any thread. */
public final class Apps {
    private final Map<String, App> byId = new LinkedHashMap<>();
    private final Map<App, AtomicInteger> connections = new LinkedHashMap<>();

    /** These apps, whose ids and keys differ. */
    public Apps(List<App> apps) {
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

    AtomicInteger connections(App app) {
        return Objects.requireNonNull(connections.get(app));
    }
}
