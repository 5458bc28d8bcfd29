package io.milepost.gateway.socket;

import io.milepost.device.DeviceId;
import io.milepost.gateway.auth.Principal;
import io.milepost.gateway.auth.Verdict;
import io.milepost.gateway.http.Gate;
import io.milepost.gateway.http.HttpError;
import io.milepost.gateway.protocol.Dialect;
import io.milepost.gateway.session.Services;
import io.milepost.gateway.session.Session;
import io.milepost.gateway.shard.Shard;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The WebSockets of one shard: takes upgrades, and keeps the connections that come of them. Confined to the event loop.
 *
 * <p>Vert.x answers the upgrade; then its handlers leave the channel's pipeline and Netty's WebSocket codecs take their
 * place, because a WebSocket of Vert.x's own cannot be written shared bytes to, and keeps more state than is used here.
 */
public final class Sockets {
    private final Shard shard;
    private final Services services;
    private final SocketLimits limits;
    private final Set<String> origins;
    private final WebSocketDecoderConfig decoding;
    private final Set<WebSocketConnection> connections = new HashSet<>();
    private boolean draining;
    private volatile int size;

    /**
     * No sockets yet.
     *
     * @param origins pages from which browsers may connect; empty for all
     */
    public Sockets(Shard shard, Services services, SocketLimits limits, Set<String> origins) {
        this.shard = shard;
        this.services = services;
        this.limits = limits;
        this.origins = Set.copyOf(origins);
        this.decoding = WebSocketDecoderConfig.newBuilder()
                .maxFramePayloadLength(limits.frameBytes())
                .expectMaskedFrames(true)
                .closeOnProtocolViolation(false)
                .withUTF8Validator(false)
                .build();
    }

    /** How many there are. Any thread may ask. */
    public int size() {
        return size;
    }

    /**
     * Takes an upgrade, or says why not.
     *
     * @param dialect how the client will speak
     */
    public void handle(RoutingContext context, Dialect dialect) {
        HttpServerRequest request = context.request();
        Handshake handshake = new Handshake(request);
        String origin = request.getHeader("Origin");
        if (draining) {
            refuseWhileDraining(context);
        } else if (!handshake.isUpgrade()) {
            context.response().putHeader("Upgrade", "websocket");
            HttpError.send(
                    context, 426, "upgrade_required", "this address speaks WebSocket; open it with a WebSocket client");
        } else if (!handshake.hasVersion13()) {
            context.response().putHeader("Sec-WebSocket-Version", "13");
            HttpError.send(context, 426, "upgrade_required", "Sec-WebSocket-Version: 13 is expected");
        } else if (!handshake.hasKey()) {
            HttpError.send(context, 400, "invalid_message", "Sec-WebSocket-Key: 16 bytes in base64 are expected");
        } else if (dialect.device() != null && !DeviceId.isName(dialect.device())) {
            HttpError.send(context, 400, "invalid_message", "device: a name has " + DeviceId.GRAMMAR);
        } else if (origin != null && !origins.isEmpty() && !origins.contains(origin)) {
            HttpError.send(context, 403, "forbidden", "pages from this origin may not connect");
        } else if (!Gate.refuses(context, services.admission())) {
            identify(context, handshake, dialect);
        }
    }

    private static void refuseWhileDraining(RoutingContext context) {
        HttpError.sendRetry(context, 503, "unavailable", "this node is going away; connect again", 1);
    }

    private void identify(RoutingContext context, Handshake handshake, Dialect dialect) {
        String token = handshake.token();
        if (token == null) {
            upgrade(context, handshake, dialect, null);
            return;
        }
        context.request().pause();
        services.tokens()
                .check(token)
                .onComplete(checked -> shard.loop().execute(() -> {
                    context.request().resume();
                    Verdict verdict = checked.result();
                    if (verdict instanceof Verdict.Good good) {
                        upgrade(context, handshake, dialect, good.principal());
                    } else if (verdict instanceof Verdict.Bad bad) {
                        HttpError.send(context, 401, bad.expired() ? "token_expired" : "unauthenticated", bad.why());
                    } else if (verdict instanceof Verdict.Unknown unknown) {
                        HttpError.sendRetry(context, 503, "unavailable", unknown.why(), 1);
                    }
                }));
    }

    private void upgrade(RoutingContext context, Handshake handshake, Dialect dialect, @Nullable Principal principal) {
        if (draining) {
            refuseWhileDraining(context);
            return;
        }
        if (context.response().closed()) {
            return; // It did not wait to be told who it is.
        }
        if (!services.admission().begins()) {
            HttpError.sendRetry(context, 503, "unavailable", "this node has no room for one more; try another", 5);
            return;
        }
        handshake.accept();
        Future<NetSocket> upgraded;
        try {
            upgraded = context.request().toNetSocket();
        } catch (RuntimeException e) {
            // The connection ended at this moment.
            upgraded = Future.failedFuture(e);
        }
        upgraded.onSuccess(socket -> adopt(socket, dialect, principal)).onFailure(e -> {
            services.admission().ended();
            HttpError.send(context, 400, "invalid_message", "the upgrade is not possible");
        });
    }

    private void adopt(NetSocket socket, Dialect dialect, @Nullable Principal principal) {
        Channel channel = ((NetSocketInternal) socket).channelHandlerContext().channel();
        channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(limits.lowWater(), limits.highWater()));
        WebSocketConnection connection = new WebSocketConnection(
                channel, dialect.wire(), own -> new Session(shard, services, own, dialect), this::forget);
        replaceHandlers(channel.pipeline(), connection);
        connections.add(connection);
        size = connections.size();
        if (draining) {
            connection.session().drain(0); // Its upgrade was under way when the others were asked to go.
        } else if (principal != null) {
            connection.session().admit(principal);
        }
    }

    private void forget(WebSocketConnection connection) {
        connections.remove(connection);
        services.admission().ended();
        size = connections.size();
    }

    private void replaceHandlers(ChannelPipeline pipeline, WebSocketConnection connection) {
        pipeline.toMap().forEach((name, handler) -> {
            if (!(handler instanceof SslHandler)) {
                pipeline.remove(name);
            }
        });
        pipeline.addLast(new WebSocket13FrameDecoder(decoding));
        pipeline.addLast(new Utf8FrameValidator(false));
        pipeline.addLast(new WebSocketFrameAggregator(limits.frameBytes()));
        pipeline.addLast(connection.handler());
    }

    /** Looks at the clock for every connection. Called about once a second. */
    public void tick() {
        long nanos = System.nanoTime();
        Instant now = Instant.now();
        List.copyOf(connections).forEach(connection -> connection.session().tick(nanos, now));
    }

    /** Takes no new ones. Returns those there are, each to be told after how many milliseconds to come back elsewhere. */
    public List<LongConsumer> leaving() {
        draining = true;
        return connections.stream()
                .<LongConsumer>map(connection -> connection.session()::drain)
                .toList();
    }
}
