package io.milepost.gateway;

import io.milepost.gateway.auth.AuthConfig;
import io.milepost.gateway.session.SessionLimits;
import io.milepost.gateway.socket.SocketLimits;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * How the socket side of a node is to run.
 *
 * @param host the address to listen on
 * @param port the port; 0 takes a free one
 * @param management where health is told, on the loopback address; empty to tell it on the main port
 * @param shards event loops, each with the sessions it alone touches
 * @param origins pages from which browsers may connect; empty for all
 * @param drain how long clients have to leave when the node goes
 */
public record GatewayConfig(
        String host,
        int port,
        Optional<Integer> management,
        int shards,
        AuthConfig auth,
        SessionLimits sessions,
        SocketLimits sockets,
        Set<String> origins,
        Duration drain) {
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
                Set.of(),
                Duration.ofSeconds(10));
    }

    /** The same with other limits for sessions. */
    public GatewayConfig withSessions(SessionLimits limits) {
        return new GatewayConfig(host, port, management, shards, auth, limits, sockets, origins, drain);
    }
}
