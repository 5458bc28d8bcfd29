package io.milepost.gateway.pusher;

import java.util.List;
import java.util.Optional;

/**
 * An application in Pusher's sense: who has its key may connect, who has its secret may do everything in its channels.
 *
 * @param id what its HTTP API calls it: 1 to 32 letters, digits, {@code _} or {@code -}
 * @param key what its clients connect with; public
 * @param secret what signatures are made with
 * @param channels whose channels it has
 * @param switches what is allowed in it
 * @param limits how much
 * @param webhooks who is told what happens in it
 */
public record App(
        String id,
        String key,
        String secret,
        Channels channels,
        Switches switches,
        Limits limits,
        List<Webhook> webhooks) {
    /** Whose channels are an app's. */
    public enum Channels {
        /** The gateway's own: domain events come to it, and native clients share its channels. One app at most. */
        SHARED,
        /** Its own, which nobody else sees. */
        OWN
    }

    /**
     * What is allowed in an app.
     *
     * @param enabled whether anybody may connect
     * @param clientEvents whether clients may say something to each other
     * @param subscriptionCounts whether clients, and servers that ask, are told how many follow a channel
     * @param userAuthentication whether clients may sign in
     * @param requireTls whether clients have to connect with TLS, to this node or to a proxy that it trusts
     * @param resume whether clients may name themselves in the path, for the gateway to keep where they stand
     */
    public record Switches(
            boolean enabled,
            boolean clientEvents,
            boolean subscriptionCounts,
            boolean userAuthentication,
            boolean requireTls,
            boolean resume) {
        /** Everything but counts, as with a new app at Pusher. */
        public static final Switches DEFAULTS = new Switches(true, true, false, true, false, true);

        /** The same without a need for TLS, for clients that may be named. */
        public Switches(boolean enabled, boolean clientEvents, boolean subscriptionCounts, boolean userAuthentication) {
            this(enabled, clientEvents, subscriptionCounts, userAuthentication, false, true);
        }
    }

    /**
     * How much an app may take.
     *
     * @param connections to one node; 0 for no limit
     * @param clientEventsPerSecond of one connection
     * @param members of a presence channel
     * @param eventBytes of an event's data
     */
    public record Limits(int connections, int clientEventsPerSecond, int members, int eventBytes) {
        /** Pusher's own. */
        public static final Limits DEFAULTS = new Limits(0, 10, 100, 10 * 1024);
    }

    /** Copies the list. */
    public App {
        webhooks = List.copyOf(webhooks);
    }

    /** An app that tells nobody what happens in it. */
    public App(String id, String key, String secret, Channels channels, Switches switches, Limits limits) {
        this(id, key, secret, channels, switches, limits, List.of());
    }

    /** Whether any of its webhooks tells this. How many follow a channel is told only where clients are told too. */
    public boolean tells(Webhook.Kind kind) {
        return webhooks.stream().anyMatch(webhook -> webhook.kinds().contains(kind))
                && (kind != Webhook.Kind.SUBSCRIPTION_COUNT || switches.subscriptionCounts());
    }

    /** Characters of a user's id at most. */
    public static final int USER_ID = 128;

    /** Bytes of what an app says of a user at most. */
    static final int USER_INFO = 1024;

    /** Users that one user may watch. */
    static final int WATCHLIST = 100;

    /** Characters of an event's name at most. */
    public static final int EVENT_NAME = 200;

    /** What is wrong with an id, if anything. */
    public static Optional<String> idFault(String id) {
        return id.matches("[A-Za-z0-9_-]{1,32}")
                ? Optional.empty()
                : Optional.of("1 to 32 letters, digits, _ or - are expected");
    }

    /** What is wrong with a key, if anything. */
    public static Optional<String> keyFault(String key) {
        return key.matches("[A-Za-z0-9_-]{1,64}")
                ? Optional.empty()
                : Optional.of("1 to 64 letters, digits, _ or - are expected");
    }

    /** Secrets stay out of logs. */
    @Override
    public String toString() {
        return "App[" + id + "]";
    }
}
