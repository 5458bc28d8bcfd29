package io.milepost.pusher;

import io.milepost.fanout.FanoutSettings;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The sink's configuration.
 *
 * @param account the app
 * @param prefixes what stands before a domain channel's name, such as {@code private-}: one channel for each
 * @param large what becomes of events that are too large
 * @param maxBytes of {@code data} as UTF-8
 * @param identity the member that tells an event's identity; empty for none
 */
record PusherSettings(PusherAccount account, List<String> prefixes, Large large, int maxBytes, String identity) {
    /** What Pusher takes. */
    static final int MAX_BYTES = 10_240;

    private static final List<String> CHANNELS = List.of("private", "presence", "private-cache", "presence-cache");
    private static final Pattern MEMBER = Pattern.compile("[_A-Za-z][_A-Za-z0-9]{0,63}");
    private static final String NO_IDENTITY = "none";

    /** What becomes of an event that is too large. */
    enum Large {
        /** It goes to the dead letters. */
        DEAD_LETTER,
        /** Clients are told where to find it. */
        REFERENCE
    }

    PusherSettings {
        prefixes = List.copyOf(prefixes);
    }

    /** Reads the settings; faults are noted there. */
    static PusherSettings read(FanoutSettings settings) {
        return new PusherSettings(
                PusherAccount.read(settings),
                prefixes(settings),
                settings.choice("large", "dead-letter", List.of("dead-letter", "reference"))
                                .equals("reference")
                        ? Large.REFERENCE
                        : Large.DEAD_LETTER,
                settings.number("maxBytes", MAX_BYTES, 1_024, 10 << 20),
                identity(settings));
    }

    private static List<String> prefixes(FanoutSettings settings) {
        Set<String> prefixes = new LinkedHashSet<>();
        for (String kind : settings.list("channels")) {
            if (!CHANNELS.contains(kind)) {
                settings.fault("channels", '"' + kind + "\" is not one of " + String.join(", ", CHANNELS));
            }
            prefixes.add(kind + '-');
        }
        return prefixes.isEmpty() ? List.of("private-") : List.copyOf(prefixes);
    }

    private static String identity(FanoutSettings settings) {
        String member = settings.read(
                "identity",
                "_event",
                "the name of a member, such as _event, or none",
                text -> MEMBER.matcher(text).matches() ? text : null);
        return member.equals(NO_IDENTITY) ? "" : member;
    }
}
