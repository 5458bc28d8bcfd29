package io.milepost.gateway.pusher;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * An address of an app that is told what happens in it.
 *
 * @param url over HTTP, with TLS or without
 * @param kinds of what it is told
 */
public record Webhook(URI url, Set<Kind> kinds) {
    /** Addresses that an app may have. */
    public static final int MOST = 10;

    /** What may happen in an app, as Pusher calls it. */
    public enum Kind {
        /** A channel has subscribers, and had none. */
        CHANNEL_OCCUPIED,
        /** A channel has no subscribers any more. */
        CHANNEL_VACATED,
        /** A user has come to a presence channel. */
        MEMBER_ADDED,
        /** A user has left a presence channel. */
        MEMBER_REMOVED,
        /** A client has said something to the others. */
        CLIENT_EVENT,
        /** Somebody has subscribed to a cache channel that has no last event. */
        CACHE_MISS,
        /** How many connections follow a channel has changed. */
        SUBSCRIPTION_COUNT;

        /** As Pusher writes it. */
        public String said() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The one that is written so. */
        public static Optional<Kind> of(String said) {
            return Arrays.stream(values())
                    .filter(kind -> kind.said().equals(said))
                    .findFirst();
        }

        /** All of them, as Pusher writes them. */
        public static List<String> all() {
            return Arrays.stream(values()).map(Kind::said).toList();
        }
    }

    /** Copies the set. */
    public Webhook {
        kinds = Set.copyOf(kinds);
    }

    /** What stands behind the host stays out of logs. */
    @Override
    public String toString() {
        return "Webhook[" + url.getHost() + ", " + kinds + "]";
    }
}
