package io.milepost.gateway;

import io.milepost.gateway.api.PusherClient;
import io.milepost.gateway.auth.AuthConfig;
import io.milepost.gateway.limit.NodeLimits;
import io.milepost.gateway.presence.PresenceConfig;
import io.milepost.gateway.pusher.App;
import io.milepost.gateway.session.SessionLimits;
import io.milepost.gateway.socket.SocketLimits;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How the socket side of a node is to run.
 *
 * @param host the address to listen on
 * @param port the port; 0 takes a free one
 * @param management where health is told; empty to tell it on the main port
 * @param shards event loops, each with the sessions it alone touches
 * @param limits what the node takes altogether
 * @param openStreams whether whoever may publish to a channel may write events of any type to its streams over HTTP
 * @param origins pages from which browsers may connect; empty for all
 * @param drain how clients are sent away when the node goes
 * @param presence how it is told who is where
 * @param pusher what clients that are to use Pusher are told; empty if none can be
 * @param apps to which clients of Pusher may connect here
 * @param tls what clients are shown before anything is said; empty to speak in clear
 */
public record GatewayConfig(
        String host,
        int port,
        Optional<ManagementAddress> management,
        int shards,
        AuthConfig auth,
        SessionLimits sessions,
        SocketLimits sockets,
        NodeLimits limits,
        boolean openStreams,
        Set<String> origins,
        Drain drain,
        PresenceConfig presence,
        Optional<PusherClient> pusher,
        List<App> apps,
        Optional<TlsConfig> tls) {
    private static final Duration PUSHER_ACTIVITY = Duration.ofMinutes(2);

    /** Copies the list. */
    public GatewayConfig {
        apps = List.copyOf(apps);
    }

    /** The defaults, on this address. */
    public static GatewayConfig of(String host, int port, AuthConfig auth) {
        return new GatewayConfig(
                host,
                port,
                Optional.empty(),
                Runtime.getRuntime().availableProcessors(),
                auth,
                SessionLimits.DEFAULTS,
                SocketLimits.DEFAULTS,
                NodeLimits.DEFAULTS,
                false,
                Set.of(),
                Drain.DEFAULT,
                PresenceConfig.DEFAULTS,
                Optional.empty(),
                List.of(),
                Optional.empty());
    }

    /** For how long a client of Pusher hears nothing before it asks whether anybody is there. */
    Duration pusherActivity() {
        return PUSHER_ACTIVITY;
    }

    /** What its addresses begin with over HTTP. */
    public String scheme() {
        return tls.isPresent() ? "https" : "http";
    }

    /** The same with other limits for sessions. */
    public GatewayConfig withSessions(SessionLimits changed) {
        return new GatewayConfig(
                host,
                port,
                management,
                shards,
                auth,
                changed,
                sockets,
                limits,
                openStreams,
                origins,
                drain,
                presence,
                pusher,
                apps,
                tls);
    }

    /** The same, sending its clients away like this. */
    public GatewayConfig withDrain(Drain changed) {
        return new GatewayConfig(
                host,
                port,
                management,
                shards,
                auth,
                sessions,
                sockets,
                limits,
                openStreams,
                origins,
                changed,
                presence,
                pusher,
                apps,
                tls);
    }

    /** The same with other limits for the node. */
    public GatewayConfig withLimits(NodeLimits changed) {
        return new GatewayConfig(
                host,
                port,
                management,
                shards,
                auth,
                sessions,
                sockets,
                changed,
                openStreams,
                origins,
                drain,
                presence,
                pusher,
                apps,
                tls);
    }

    /** The same, telling otherwise who is where. */
    public GatewayConfig withPresence(PresenceConfig changed) {
        return new GatewayConfig(
                host,
                port,
                management,
                shards,
                auth,
                sessions,
                sockets,
                limits,
                openStreams,
                origins,
                drain,
                changed,
                pusher,
                apps,
                tls);
    }

    /** The same with these apps of Pusher's clients. */
    public GatewayConfig withApps(List<App> changed) {
        return new GatewayConfig(
                host,
                port,
                management,
                shards,
                auth,
                sessions,
                sockets,
                limits,
                openStreams,
                origins,
                drain,
                presence,
                pusher,
                changed,
                tls);
    }

    /** The same with other limits for sockets. */
    public GatewayConfig withSockets(SocketLimits changed) {
        return new GatewayConfig(
                host,
                port,
                management,
                shards,
                auth,
                sessions,
                changed,
                limits,
                openStreams,
                origins,
                drain,
                presence,
                pusher,
                apps,
                tls);
    }

    /** The same with TLS. */
    public GatewayConfig withTls(TlsConfig changed) {
        return new GatewayConfig(
                host,
                port,
                management,
                shards,
                auth,
                sessions,
                sockets,
                limits,
                openStreams,
                origins,
                drain,
                presence,
                pusher,
                apps,
                Optional.of(changed));
    }
}
