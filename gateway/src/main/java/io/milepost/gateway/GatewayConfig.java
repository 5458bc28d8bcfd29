package io.milepost.gateway;

import io.milepost.gateway.api.PusherClient;
import io.milepost.gateway.auth.AuthConfig;
import io.milepost.gateway.limit.NodeLimits;
import io.milepost.gateway.presence.PresenceConfig;
import io.milepost.gateway.session.SessionLimits;
import io.milepost.gateway.socket.SocketLimits;
import java.util.Optional;
import java.util.Set;

/**
 * How the socket side of a node is to run.
 *
 * @param host the address to listen on
 * @param port the port; 0 takes a free one
 * @param management where health is told, on the loopback address; empty to tell it on the main port
 * @param shards event loops, each with the sessions it alone touches
 * @param limits what the node takes altogether
 * @param openStreams whether whoever may publish to a channel may write events of any type to its streams over HTTP
 * @param origins pages from which browsers may connect; empty for all
 * @param drain how clients are sent away when the node goes
 * @param presence how it is told who is where
 * @param pusher what clients that are to use Pusher are told; empty if none can be
 */
public record GatewayConfig(
        String host,
        int port,
        Optional<Integer> management,
        int shards,
        AuthConfig auth,
        SessionLimits sessions,
        SocketLimits sockets,
        NodeLimits limits,
        boolean openStreams,
        Set<String> origins,
        Drain drain,
        PresenceConfig presence,
        Optional<PusherClient> pusher) {
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
                Optional.empty());
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
                pusher);
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
                pusher);
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
                pusher);
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
                pusher);
    }
}
