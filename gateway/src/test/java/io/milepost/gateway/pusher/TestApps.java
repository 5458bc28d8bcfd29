package io.milepost.gateway.pusher;

import io.milepost.event.Event;
import io.milepost.event.Json;
import io.milepost.event.PusherMark;
import io.milepost.event.Rfc3339;
import io.milepost.gateway.TestNode;
import io.milepost.gateway.presence.PresenceConfig;
import io.milepost.gateway.pusher.App.Channels;
import io.milepost.gateway.pusher.App.Limits;
import io.milepost.gateway.pusher.App.Switches;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Apps of every kind, and a node that has them. */
final class TestApps {
    static final App SHARED =
            new App("1", "key-1", "secret-1", Channels.SHARED, Switches.DEFAULTS, new Limits(0, 10, 2, 10_240));
    static final App OWN =
            new App("2", "key-2", "secret-2", Channels.OWN, new Switches(true, true, true, true), Limits.DEFAULTS);
    static final App CLOSED =
            new App("3", "key-3", "secret-3", Channels.OWN, new Switches(false, false, false, false), Limits.DEFAULTS);
    static final App QUIET =
            new App("4", "key-4", "secret-4", Channels.OWN, new Switches(true, false, false, false), Limits.DEFAULTS);
    static final App LARGE =
            new App("6", "key-6", "secret-6", Channels.OWN, Switches.DEFAULTS, new Limits(0, 10, 100, 1_000_000));
    static final App OTHER = new App("5", "key-5", "secret-5", Channels.OWN, Switches.DEFAULTS, Limits.DEFAULTS);

    private TestApps() {}

    static TestNode start() {
        return TestNode.start(
                UnaryOperator.identity(),
                config -> config.withApps(List.of(SHARED, OWN, CLOSED, QUIET, OTHER, LARGE))
                        .withPresence(new PresenceConfig(1_000, Duration.ZERO, Duration.ofSeconds(10))));
    }

    /** An event as a domain service writes it to the stream of channels by name. */
    static void publish(TestNode node, String channel, String type, String data, @Nullable PusherMark mark) {
        node.publish(
                "channels",
                channel,
                new Event("id-" + System.nanoTime(), "/test", type, Rfc3339.now(), null, null, Json.of(data), mark));
    }
}
