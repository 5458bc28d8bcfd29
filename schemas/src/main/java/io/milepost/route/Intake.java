package io.milepost.route;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What one fan-out takes of one stream: the routes that may match the stream's events, seen from the fan-out. */
public final class Intake {
    /** Takes everything. */
    public static final Intake OPEN = new Intake("", List.of());

    private final String fanout;
    private final List<Route> routes;

    private Intake(String fanout, List<Route> routes) {
        this.fanout = fanout;
        this.routes = routes;
    }

    /** How much is taken of a channel. */
    public enum Share {
        /** Every event: nothing more has to be asked. */
        ALL,
        /** None. */
        NONE,
        /** It depends on the event's type: ask {@link #takes}. */
        BY_TYPE
    }

    static Intake of(String fanout, List<Route> routes) {
        return routes.stream().allMatch(route -> route.to().contains(fanout)) ? OPEN : new Intake(fanout, routes);
    }

    /** Whether everything is taken, whatever the channel and the type. */
    public boolean isOpen() {
        return routes.isEmpty();
    }

    /** What is taken of a channel, as far as can be said without an event's type. */
    public Share of(String channel) {
        boolean some = false;
        boolean others = false;
        for (Route route : routes) {
            if (route.matchesChannel(channel)) {
                boolean taken = route.to().contains(fanout);
                some |= taken;
                others |= !taken;
                if (route.matchesAnyType()) {
                    return share(some, others);
                }
            }
        }
        return share(true, others);
    }

    /** Whether an event is taken. */
    public boolean takes(String type, String channel) {
        for (Route route : routes) {
            if (route.matchesType(type) && route.matchesChannel(channel)) {
                return route.to().contains(fanout);
            }
        }
        return true;
    }

    /** Whether it takes the same of the same stream, by the same patterns in the same order. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Intake one && fanout.equals(one.fanout) && routes.equals(one.routes);
    }

    @Override
    public int hashCode() {
        return Objects.hash(fanout, routes);
    }

    private static Share share(boolean some, boolean others) {
        return some && others ? Share.BY_TYPE : some ? Share.ALL : Share.NONE;
    }
}
