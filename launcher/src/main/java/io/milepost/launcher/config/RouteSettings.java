package io.milepost.launcher.config;

import io.milepost.channel.Glob;
import io.milepost.channel.StreamSpec;
import io.milepost.channel.Streams;
import io.milepost.route.Route;
import io.milepost.route.Routes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads the routes: which events go to which fan-outs. */
public final class RouteSettings {
    private final Settings settings;
    private final Streams streams;
    private final Set<String> fanouts;

    private RouteSettings(Settings settings, Streams streams, Set<String> fanouts) {
        this.settings = settings;
        this.streams = streams;
        this.fanouts = new TreeSet<>(fanouts);
    }

    /** The routes, to the fan-outs that there always are and to those configured. Faults are noted in the settings. */
    public static Routes read(Settings settings, Streams streams) {
        Set<String> fanouts = new TreeSet<>(Routes.BUILT_IN);
        fanouts.addAll(settings.fanouts().keySet());
        return new RouteSettings(settings, streams, fanouts).read();
    }

    private Routes read() {
        Map<Integer, Map<String, String>> inOrder = new TreeMap<>();
        settings.groups("routes").forEach((index, said) -> {
            if (index.matches("\\d{1,9}")) {
                inOrder.put(Integer.valueOf(index), said);
            } else {
                settings.fault("routes." + index + ": routes are numbered from 0");
            }
        });
        List<Route> routes = new ArrayList<>();
        inOrder.forEach((index, said) -> {
            String key = "routes." + index;
            if (!routes.isEmpty() && routes.get(routes.size() - 1).matchesAll()) {
                settings.fault(key + ": never reached, since the route before it matches every event");
            }
            routes.add(route(key, said));
        });
        return Routes.of(routes);
    }

    private Route route(String key, Map<String, String> said) {
        List<String> names = patterns(key, "stream", said);
        List<String> types = patterns(key, "type", said);
        List<String> channels = patterns(key, "channel", said);
        for (String name : names) {
            Glob pattern = new Glob(name);
            if (streams.all().stream().map(StreamSpec::name).noneMatch(pattern::fits)) {
                settings.fault(key + ".stream: there is no stream " + name + "; the nearest is "
                        + Nearest.to(
                                name,
                                streams.all().stream().map(StreamSpec::name).toList()));
            }
        }
        types.stream()
                .filter(type -> !type.matches("[\\x21-\\x7e]+"))
                .forEach(type -> settings.fault(key + ".type: \"" + type + "\" is no pattern of event types"));
        channels.stream()
                .filter(channel -> !new Glob(channel).isOfChannels())
                .forEach(channel -> settings.fault(key + ".channel: \"" + channel + "\" is no pattern of channels"));
        return Route.of(names, types, channels, to(key, said));
    }

    private List<String> patterns(String key, String name, Map<String, String> said) {
        List<String> patterns = Settings.split(said.getOrDefault(name, ""));
        if (said.containsKey(name) && patterns.isEmpty()) {
            settings.fault(key + "." + name + ": empty; leave it out for any");
        }
        return patterns;
    }

    private Set<String> to(String key, Map<String, String> said) {
        if (!said.containsKey("to")) {
            settings.fault(key + ".to: missing; write to: [] for nowhere");
        }
        Set<String> to = new TreeSet<>(Settings.split(said.getOrDefault("to", "")));
        to.stream()
                .filter(name -> !fanouts.contains(name))
                .forEach(name -> settings.fault(
                        key + ".to: there is no fan-out " + name + "; there are " + String.join(", ", fanouts)));
        return to;
    }
}
