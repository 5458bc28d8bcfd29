package io.milepost.gateway;

import io.milepost.gateway.auth.WsTokens;
import io.milepost.gateway.http.Guests;
import io.milepost.gateway.http.HttpError;
import io.milepost.gateway.http.Routes;
import io.milepost.gateway.http.WsTokenRoute;
import io.milepost.gateway.protocol.ErrorCode;
import io.milepost.gateway.session.Services;
import io.milepost.gateway.shard.Shard;
import io.milepost.log.EventLog;
import io.netty.buffer.PooledByteBufAllocator;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.ContextInternal;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** One event loop of the node: its share of the connections, and the shard that they live on. */
final class ShardVerticle extends VerticleBase {
    private static final long TICK_MS = 1_000;
    /** How long a connection that has not been upgraded may be silent. */
    private static final int IDLE_SECONDS = 60;
    /** Vert.x shares a negative port number among the instances of a verticle, and takes a free port for it. */
    private static final int ANY_PORT = -1;

    private final GatewayConfig config;
    private final EventLog log;
    private final Services services;
    private final Management management;
    private final Guests guests;
    private final CompletableFuture<Integer> listening = new CompletableFuture<>();
    private final CompletableFuture<Void> serving = new CompletableFuture<>();
    private volatile @Nullable Door door;

    ShardVerticle(GatewayConfig config, EventLog log, Services services, Management management, Guests guests) {
        this.config = config;
        this.log = log;
        this.services = services;
        this.management = management;
        this.guests = guests;
    }

    @Override
    public Future<?> start() {
        Router router = Routes.base(vertx);
        router.route().handler(this::countRefusals);
        router.route().handler(this::keepNobody);
        new Doors(this::door, config.origins()).mount(router);
        new WsTokenRoute(new WsTokens(services.tokens()), config.origins()).mount(router);
        if (config.management().isEmpty()) {
            management.mount(router);
        }
        guests.route(router);
        Executor loop = ((ContextInternal) context).nettyEventLoop();
        log.ready().thenAcceptBoth(log.peers().ready(), (read, heard) -> loop.execute(() -> follow(loop)));
        return vertx.createHttpServer(options())
                .requestHandler(router)
                .listen()
                .recover(e -> Future.failedFuture(
                        GatewayStartException.cannotListen(config.host(), config.port(), "--port", e)))
                .onSuccess(server -> listening.complete(server.actualPort()));
    }

    /** What is refused over HTTP counts as what is refused in frames. */
    private void countRefusals(RoutingContext context) {
        context.addEndHandler(ended -> {
            String said = HttpError.code(context);
            ErrorCode code = said == null ? null : ErrorCode.of(said);
            if (code != null) {
                management.metrics().shards().refused(code);
            }
        });
        context.next();
    }

    /** Whoever asks while the node goes is to ask another one next time, on another connection. */
    private void keepNobody(RoutingContext context) {
        if (management.health().isDraining() && context.request().version() != HttpVersion.HTTP_2) {
            context.response().putHeader("Connection", "close");
        }
        context.next();
    }

    private HttpServerOptions options() {
        return new HttpServerOptions()
                .setHost(config.host())
                .setPort(config.port() == 0 ? ANY_PORT : config.port())
                // With it on, Vert.x does not let go of a connection that is upgraded to anything but HTTP/2.
                .setHttp2ClearTextEnabled(false)
                // Ends with the upgrade: sessions have a patience of their own.
                .setIdleTimeout(IDLE_SECONDS)
                .setAcceptBacklog(4_096);
    }

    private void follow(Executor loop) {
        Shard.attach(
                        log,
                        loop,
                        PooledByteBufAllocator.DEFAULT,
                        System::nanoTime,
                        management.metrics().shards())
                .thenAccept(shard -> {
                    Door opened = Door.open(vertx, shard, services, config, log::rollout);
                    door = opened;
                    vertx.setPeriodic(TICK_MS, timer -> {
                        shard.tick();
                        opened.tick();
                    });
                    serving.complete(null);
                });
    }

    /** Where clients come in; null as long as the log is being read. */
    private @Nullable Door door() {
        return door;
    }

    @Override
    public Future<?> stop() {
        Door opened = door;
        if (opened != null) {
            opened.shard().detach();
        }
        return Future.succeededFuture();
    }

    /** The port it listens on. */
    CompletableFuture<Integer> listening() {
        return listening;
    }

    /** Completes when its sockets are taken. */
    CompletableFuture<Void> serving() {
        return serving;
    }

    /**
     * Takes no more clients and begins to ask those it has to go elsewhere. Any thread.
     *
     * @param tellingMs over how long they are asked
     * @param returningMs over how long they come back elsewhere
     * @return completes when no more are taken
     */
    CompletableFuture<Void> drain(long tellingMs, long returningMs) {
        CompletableFuture<Void> begun = new CompletableFuture<>();
        context.runOnContext(now -> {
            Door opened = door;
            if (opened != null) {
                new Departure(opened.leaving(), tellingMs, returningMs, new Random()).begin(vertx);
            }
            begun.complete(null);
        });
        return begun;
    }

    /** Whether anybody is there, be it to wait for one answer. Any thread. */
    boolean hasClients() {
        Door opened = door;
        return opened != null && opened.hasClients();
    }

    /** How many sockets and streams it has. Any thread. */
    int connections() {
        Door opened = door;
        return opened == null ? 0 : opened.size();
    }
}
