package io.milepost.route;

import io.milepost.channel.Glob;
import java.util.List;
import java.util.Set;

/**
 * Where the events go that it matches. An event is matched if its stream, its type and its channel each fit one of the
 * patterns given for them; where none is given, anything fits.
 *
 * @param streams patterns of names of streams; empty for any
 * @param types patterns of event types; empty for any
 * @param channels patterns of names of channels, fitting with their access prefix or without; empty for any
 * @param to names of fan-outs; empty for none: the event stays in the log and goes nowhere
 */
public record Route(List<Glob> streams, List<Glob> types, List<Glob> channels, Set<String> to) {
    /** Copies what it is given. */
    public Route {
        streams = List.copyOf(streams);
        types = List.copyOf(types);
        channels = List.copyOf(channels);
        to = Set.copyOf(to);
    }

    /** The same from texts. */
    public static Route of(List<String> streams, List<String> types, List<String> channels, Set<String> to) {
        return new Route(globs(streams), globs(types), globs(channels), to);
    }

    /** Whether every event is matched, so that no route behind this one is ever asked. */
    public boolean matchesAll() {
        return isAny(streams) && isAny(types) && isAny(channels);
    }

    boolean matchesStream(String stream) {
        return isAny(streams) || fits(streams, stream);
    }

    boolean matchesType(String type) {
        return isAny(types) || fits(types, type);
    }

    boolean matchesAnyType() {
        return isAny(types);
    }

    boolean matchesChannel(String channel) {
        if (isAny(channels)) {
            return true;
        }
        for (Glob glob : channels) {
            if (glob.fitsChannel(channel)) {
                return true;
            }
        }
        return false;
    }

    private static boolean fits(List<Glob> globs, String text) {
        for (Glob glob : globs) {
            if (glob.fits(text)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isAny(List<Glob> globs) {
        return globs.isEmpty() || globs.contains(Glob.ANY);
    }

    private static List<Glob> globs(List<String> texts) {
        return texts.stream().map(Glob::new).toList();
    }
}
