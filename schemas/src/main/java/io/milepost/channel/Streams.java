package io.milepost.channel;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/** The streams a deployment has, checked against each other: which channel gathers which of them, and by which key. */
public final class Streams {
    /** The streams of a deployment that configures none. */
    public static final Streams DEFAULTS = of(List.of(
            StreamSpec.of("activity", "team-{key}", "activity-logged").with("member-joined", "member-left"),
            StreamSpec.of("goal", "team-{key}", "goal-updated"),
            StreamSpec.of("milestone", "team-{key}", "milestone-reached"),
            StreamSpec.of("metrics", "metrics-{key}", "metrics_update")
                    .with("metric_update")
                    .latest(),
            StreamSpec.of("pov-activity", "pov-{key}", "activity"),
            StreamSpec.of("event-status", "events-{key}", "event_update").with("event_created", "event_deleted"),
            StreamSpec.of("chat", "chat-{key}", "message").open(Set.of("message"), Set.of("typing")),
            StreamSpec.of("collaboration", "collab-{key}", "edit")
                    .open(Set.of("edit"), Set.of("cursor-moved", "typing")),
            StreamSpec.of("channels", "{key}", "message").open(Set.of("*"), Set.of("*"))));

    private final Map<String, StreamSpec> byName = new LinkedHashMap<>();
    private final StreamSpec catchAll;

    private Streams(List<StreamSpec> streams) {
        streams.forEach(stream -> byName.put(stream.name(), stream));
        catchAll = streams.stream().filter(StreamSpec::isCatchAll).findFirst().orElseThrow();
    }

    /** One stream's part in a channel: the records that bear this key. */
    public record Part(StreamSpec stream, String key) {}

    /**
     * Takes a set of streams.
     *
     * @throws InvalidStreamsException with everything that is wrong with them
     */
    public static Streams of(List<StreamSpec> streams) {
        List<String> faults = faults(streams);
        if (!faults.isEmpty()) {
            throw new InvalidStreamsException(faults);
        }
        return new Streams(streams);
    }

    /** All streams, in the order they were given. */
    public List<StreamSpec> all() {
        return List.copyOf(byName.values());
    }

    /** The stream with this name, if there is one. */
    public Optional<StreamSpec> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** The stream of what is published to a channel by its name. */
    public StreamSpec catchAll() {
        return catchAll;
    }

    /**
     * Where an event goes that a client publishes to a channel: the domain stream that names its type, else the catch-all.
     * A type that one of the channel's domain streams {@linkplain StreamSpec#owns owns} is that stream's alone, so that
     * nobody passes off an event of theirs as the service's.
     */
    public Optional<Part> publishable(ChannelName channel, String type) {
        return part(channel, type, stream -> stream.publish().contains(type), StreamSpec::takes);
    }

    /** Whether clients may signal events of this type on a channel, by the same rule. */
    public boolean signalable(ChannelName channel, String type) {
        return part(channel, type, stream -> stream.signal().contains(type), StreamSpec::takesSignal)
                .isPresent();
    }

    private Optional<Part> part(
            ChannelName channel, String type, Predicate<StreamSpec> names, BiPredicate<StreamSpec, String> takes) {
        List<Part> parts = gather(channel);
        for (Part part : parts) {
            if (names.test(part.stream())) {
                return Optional.of(part);
            }
        }
        for (Part part : parts) {
            if (!part.stream().isCatchAll() && part.stream().owns(type)) {
                return Optional.empty();
            }
        }
        Part byName = parts.get(parts.size() - 1);
        return takes.test(byName.stream(), type) ? Optional.of(byName) : Optional.empty();
    }

    /**
     * What a channel consists of: each domain stream whose template matches, and last the catch-all. Of what is open of another
     * channel, the domain streams are those that are public.
     */
    public List<Part> gather(ChannelName name) {
        List<Part> parts = new ArrayList<>();
        ChannelName channel = name.whole();
        boolean open = name.isOpen();
        if (!channel.standsAlone()) {
            String bare = channel.bare();
            for (StreamSpec stream : byName.values()) {
                String key = stream.isCatchAll() ? null : stream.template().keyOf(bare);
                if (key != null && (stream.isPublic() || !open)) {
                    parts.add(new Part(stream, key));
                }
            }
        }
        parts.add(new Part(catchAll, channel.value()));
        return parts;
    }

    private static List<String> faults(List<StreamSpec> streams) {
        List<String> faults = new ArrayList<>();
        for (int i = 0; i < streams.size(); i++) {
            StreamSpec stream = streams.get(i);
            String key = "streams." + stream.name();
            if (!stream.isCatchAll() && stream.template().reachesAccessPrefixes()) {
                faults.add(key + ".template: " + stream.template()
                        + " makes names that begin with private-, presence- or cache-, which say who may enter");
            }
            for (StreamSpec other : streams.subList(0, i)) {
                if (stream.name().equals(other.name())) {
                    faults.add(key + ": there are two streams of this name");
                } else if (stream.topic().equals(other.topic())) {
                    faults.add(key + ".topic: " + stream.topic() + " is the topic of " + other.name() + " already");
                } else if (stream.isCatchAll() && other.isCatchAll()) {
                    faults.add(key + ".template: " + other.name() + " is the catch-all already");
                } else if (clash(stream.template(), other.template())) {
                    faults.add(key + ".template: " + stream.template() + " overlaps with " + other.template() + " of "
                            + other.name() + ", so a channel could belong to either");
                }
            }
        }
        if (streams.stream().noneMatch(StreamSpec::isCatchAll)) {
            faults.add("streams: one stream must have the template {key}, for what is published to a channel by name");
        }
        return faults;
    }

    private static boolean clash(ChannelTemplate one, ChannelTemplate other) {
        return !one.equals(other) && !one.isCatchAll() && !other.isCatchAll() && one.overlaps(other);
    }
}
