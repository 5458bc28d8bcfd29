package io.milepost.route;

import java.util.List;
import java.util.Set;

/**
 * The routes of a deployment, in order. The first that matches an event says where it goes; what no route matches goes to
 * every fan-out.
 */
public final class Routes {
    /** No routes: everything goes everywhere. */
    public static final Routes NONE = new Routes(List.of());

    /** The fan-out to clients of the gateway. */
    public static final String NATIVE = "native";

    /** The fan-outs there are without anything being configured. */
    public static final Set<String> BUILT_IN = Set.of(NATIVE, "pusher", "email");

    private final List<Route> routes;

    private Routes(List<Route> routes) {
        this.routes = routes;
    }

    /** These routes, in this order. */
    public static Routes of(List<Route> routes) {
        return routes.isEmpty() ? NONE : new Routes(List.copyOf(routes));
    }

    /** Whether there are none, so that nothing has to be asked. */
    public boolean isEmpty() {
        return routes.isEmpty();
    }

    /**
     * Whether an event goes to a fan-out.
     *
     * @param fanout its name: {@code native}, {@code pusher}, {@code email}, or what a sink is called
     * @param channel as the log keeps it: the stream's template filled in, or what was published to by name
     */
    public boolean takes(String fanout, String stream, String type, String channel) {
        for (Route route : routes) {
            if (route.matchesStream(stream) && route.matchesType(type) && route.matchesChannel(channel)) {
                return route.to().contains(fanout);
            }
        }
        return true;
    }

    /** What a fan-out takes of a stream. Ask it once for each stream and keep the answer. */
    public Intake intake(String fanout, String stream) {
        return Intake.of(
                fanout,
                routes.stream().filter(route -> route.matchesStream(stream)).toList());
    }
}
