package io.milepost.launcher.config;

import io.milepost.gateway.presence.PresenceConfig;
import io.milepost.log.peer.PeerTopics;
import java.time.Duration;
import java.util.Optional;

/** Reads how the nodes know of each other who is where. */
final class PresenceSettings {
    private static final int MOST_NAMED = 100_000;
    private static final Duration LEAST_LEASE = Duration.ofSeconds(2);
    private static final Duration MOST = Duration.ofMinutes(5);

    private PresenceSettings() {}

    static PresenceConfig read(Settings settings) {
        return new PresenceConfig(
                settings.number(Options.PRESENCE_NAMED, 0, MOST_NAMED),
                duration(settings, Options.PRESENCE_GRACE, Duration.ZERO),
                duration(settings, Options.PRESENCE_LEASE, LEAST_LEASE));
    }

    private static Duration duration(Settings settings, Option option, Duration least) {
        Duration duration = settings.duration(option, least);
        if (duration.compareTo(MOST) > 0) {
            settings.fault(option.key() + ": at most " + MOST.toMinutes() + "m");
        }
        return duration;
    }

    /** By which topics nodes speak with each other; empty for a node that is alone. */
    static Optional<PeerTopics> topics(Settings settings) {
        String presence = settings.text(Options.PRESENCE_TOPIC);
        String signals = settings.text(Options.PRESENCE_SIGNALS);
        if (presence.isEmpty()) {
            return Optional.empty();
        }
        if (signals.isEmpty() || signals.equals(presence)) {
            settings.fault(Options.PRESENCE_SIGNALS.key() + ": a topic of its own is expected, beside "
                    + Options.PRESENCE_TOPIC.key());
        }
        return Optional.of(new PeerTopics(presence, signals));
    }
}
