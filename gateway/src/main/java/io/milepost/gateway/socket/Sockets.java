package io.milepost.gateway.socket;

import io.milepost.device.DeviceId;
import io.milepost.gateway.auth.Principal;
import io.milepost.gateway.auth.Verdict;
import io.milepost.gateway.http.Gate;
import io.milepost.gateway.http.HttpError;
import io.milepost.gateway.protocol.DeflatedWire;
import io.milepost.gateway.protocol.Deflation;
import io.milepost.gateway.protocol.Dialect;
import io.milepost.gateway.protocol.Wire;
import io.milepost.gateway.session.Services;
import io.milepost.gateway.session.Session;
import io.milepost.gateway.shard.Shard;
import io.netty.channel.Channel;
import io.netty.channel.WriteBufferWaterMark;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.HashSet;
import java.util.IdentityHashMap;
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
    private final FrameCodecs codecs;
    /** By what they say compressed. */
    private final IdentityHashMap<Wire, Wire> deflated = new IdentityHashMap<>();

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
        this.codecs = new FrameCodecs(limits.frameBytes());
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
        handle(context, dialect, null);
    }

    /**
     * The same for clients who are let in as somebody that they need not prove to be.
     *
     * @param known who that is; null to ask for a token
     */
    public void handle(RoutingContext context, Dialect dialect, @Nullable Principal known) {
        HttpServerRequest request = context.request();
        Handshake handshake = new Handshake(request);
        String origin = request.getHeader("Origin");
        if (draining) {
            refuseWhileDraining(context);
        } else if (request.version() == HttpVersion.HTTP_2) {
            HttpError.send(context, 426, "upgrade_required", "this address speaks WebSocket, over HTTP/1.1");
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
            identify(context, handshake, dialect, known);
        }
    }

    private static void refuseWhileDraining(RoutingContext context) {
        HttpError.sendRetry(context, 503, "unavailable", "this node is going away; connect again", 1);
    }

    private void identify(RoutingContext context, Handshake handshake, Dialect dialect, @Nullable Principal known) {
        String token = handshake.token();
        if (token == null || known != null) {
            upgrade(context, handshake, dialect, known);
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
        boolean compressed = limits.compressFrom() > 0 && dialect.wire().isShared() && handshake.acceptDeflate();
        Future<NetSocket> upgraded;
        try {
            upgraded = context.request().toNetSocket();
        } catch (RuntimeException e) {
            // The connection ended at this moment.
            upgraded = Future.failedFuture(e);
        }
        upgraded.onSuccess(socket -> adopt(socket, dialect, compressed, principal))
                .onFailure(e -> {
                    services.admission().ended();
                    HttpError.send(context, 400, "invalid_message", "the upgrade is not possible");
                });
    }

    private void adopt(NetSocket socket, Dialect dialect, boolean compressed, @Nullable Principal principal) {
        Channel channel = ((NetSocketInternal) socket).channelHandlerContext().channel();
        channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(limits.lowWater(), limits.highWater()));
        Wire wire = dialect.wire();
        WebSocketConnection connection = new WebSocketConnection(
                channel,
                wire,
                dialect.socketId(),
                compressed ? deflated.computeIfAbsent(wire, this::compressing) : wire,
                dialect::needs,
                own -> new Session(shard, services, own, dialect),
                this::forget);
        codecs.replaceHandlers(channel.pipeline(), connection.handler(), compressed);
        connections.add(connection);
        size = connections.size();
        if (principal != null) {
            connection.session().admit(principal);
        }
        if (draining) {
            connection.session().drain(0, 0); // Its upgrade was under way when the others were asked to go.
        }
    }

    private Wire compressing(Wire wire) {
        return new DeflatedWire(wire, new Deflation(limits.compressFrom()));
    }

    private void forget(WebSocketConnection connection) {
        connections.remove(connection);
        services.admission().ended();
        size = connections.size();
    }

    /** Looks at the clock for every connection. Called about once a second. */
    public void tick() {
        long nanos = System.nanoTime();
        Instant now = Instant.now();
        List.copyOf(connections).forEach(connection -> connection.session().tick(nanos, now));
    }

    /**
     * Takes no new ones.
     *
     * @param lateMs over how long those come back who wait for answers when it is their turn
     * @return those there are, each to be told after how many milliseconds to come back elsewhere
     */
    public List<LongConsumer> leaving(long lateMs) {
        draining = true;
        return connections.stream()
                .<LongConsumer>map(connection -> afterMs -> connection.session().drain(afterMs, lateMs))
                .toList();
    }

    /** Those that were told to go, and wait for answers still, go without. */
    public void waitNoLonger() {
        List.copyOf(connections).forEach(connection -> connection.session().waitNoLonger());
    }
}
