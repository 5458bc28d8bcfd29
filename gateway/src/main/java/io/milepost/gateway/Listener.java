package io.milepost.gateway;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How a node listens for clients: HTTP/1.1, and with TLS also HTTP/2 for those who ask for it, but for WebSockets, which stay with
 * HTTP/1.1. What one connection can ask for at once is bounded.
 */
final class Listener {
    /** How long a connection that has not been upgraded may be silent. */
    private static final int IDLE_SECONDS = 60;

    private static final int HANDSHAKE_SECONDS = 10;
    /** Vert.x shares a negative port number among the instances of a verticle, and takes a free port for it. */
    private static final int ANY_PORT = -1;

    private static final Set<String> VERSIONS = Set.of("TLSv1.2", "TLSv1.3");
    private static final int STREAMS = 100;
    private static final int HEADER_BYTES = 8 * 1024;
    /** Requests that a client takes back, and those that are refused to it, in so many seconds: more end the connection. */
    private static final int RESETS = 200;

    private static final int RESETS_SECONDS = 30;

    private Listener() {}

    static HttpServerOptions options(GatewayConfig config) {
        HttpServerOptions options = new HttpServerOptions()
                .setHost(config.host())
                .setPort(config.port() == 0 ? ANY_PORT : config.port())
                // With it on, Vert.x does not let go of a connection that is upgraded to anything but HTTP/2.
                .setHttp2ClearTextEnabled(false)
                .setInitialSettings(
                        new Http2Settings().setMaxConcurrentStreams(STREAMS).setMaxHeaderListSize(HEADER_BYTES))
                .setHttp2RstFloodMaxRstFramePerWindow(RESETS)
                .setHttp2RstFloodWindowDuration(RESETS_SECONDS)
                .setHttp2RstFloodWindowDurationTimeUnit(TimeUnit.SECONDS)
                // Ends with the upgrade: sessions have a patience of their own.
                .setIdleTimeout(IDLE_SECONDS)
                .setAcceptBacklog(4_096);
        config.tls()
                .ifPresent(tls -> options.setSsl(true)
                        .setUseAlpn(true)
                        .setEnabledSecureTransportProtocols(VERSIONS)
                        .setSslHandshakeTimeout(HANDSHAKE_SECONDS)
                        .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS)
                        .setKeyCertOptions(proof(tls)));
        return options;
    }

    /** Of the same, how connections are begun; null if in clear. */
    static @Nullable ServerSSLOptions tls(GatewayConfig config) {
        return options(config).getSslOptions();
    }

    private static PemKeyCertOptions proof(TlsConfig tls) {
        return new PemKeyCertOptions()
                .setCertValues(List.of(Buffer.buffer(tls.certificate())))
                .setKeyValues(List.of(Buffer.buffer(tls.key())));
    }
}
