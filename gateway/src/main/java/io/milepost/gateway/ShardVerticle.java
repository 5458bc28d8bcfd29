package io.milepost.gateway;

import io.milepost.gateway.auth.WsTokens;
import io.milepost.gateway.http.Guests;
import io.milepost.gateway.http.HttpError;
import io.milepost.gateway.http.Routes;
import io.milepost.gateway.http.WsTokenRoute;
import io.milepost.gateway.protocol.ErrorCode;
import io.milepost.gateway.pusher.Apps;
import io.milepost.gateway.session.Services;
import io.milepost.gateway.shard.Shard;
import io.milepost.log.EventLog;
import io.netty.buffer.PooledByteBufAllocator;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.ServerSSLOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One event loop of the node: its share of the connections, and the shard that they live on. */
final class ShardVerticle extends VerticleBase {
    private static final Logger log = LoggerFactory.getLogger(ShardVerticle.class);
    private static final long TICK_MS = 1_000;
    /** How long an HTTP/2 connection may take to end what is under way while the node goes; the node goes before. */
    private static final long LEAVING_MINUTES = 5;

    private final GatewayConfig config;
    private final EventLog events;
    private final Services services;
    private final Apps apps;
    private final Management management;
    private final Guests guests;
    private final CompletableFuture<Integer> listening = new CompletableFuture<>();
    private final CompletableFuture<Void> serving = new CompletableFuture<>();
    private volatile @Nullable HttpServer server;
    private volatile @Nullable Door door;

    ShardVerticle(
            GatewayConfig config, EventLog events, Services services, Apps apps, Management management, Guests guests) {
        this.apps = apps;
        this.config = config;
        this.events = events;
        this.services = services;
        this.management = management;
        this.guests = guests;
    }

    @Override
    public Future<?> start() {
        Router router = Routes.base(vertx);
        router.route().handler(this::countRefusals);
        router.route().handler(this::keepNobody);
        new Doors(this::door, config.origins(), !config.apps().isEmpty()).mount(router);
        new WsTokenRoute(new WsTokens(services.tokens()), config.origins()).mount(router);
        if (config.management().isEmpty()) {
            management.mount(router);
        }
        guests.route(router);
        Executor loop = ((ContextInternal) context).nettyEventLoop();
        events.ready().thenAcceptBoth(events.peers().ready(), (read, heard) -> loop.execute(() -> follow(loop)));
        HttpServer listens = vertx.createHttpServer(Listener.options(config)).requestHandler(router);
        server = listens;
        return listens.listen()
                .recover(e -> Future.failedFuture(
                        GatewayStartException.cannotListen(config.host(), config.port(), "--port", e)))
                .onSuccess(begun -> listening.complete(begun.actualPort()));
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
        if (management.health().isDraining()) {
            if (context.request().version() == HttpVersion.HTTP_2) {
                context.request().connection().shutdown(LEAVING_MINUTES, TimeUnit.MINUTES);
            } else {
                context.response().putHeader("Connection", "close");
            }
        }
        context.next();
    }

    /** Begins connections from now on with the certificate of this configuration. Any thread. */
    void present(GatewayConfig changed) {
        HttpServer listens = server;
        ServerSSLOptions tls = Listener.tls(changed);
        if (listens != null && tls != null) {
            listens.updateSSLOptions(tls)
                    .onFailure(e -> log.error("the changed certificate cannot be used; the former one is", e));
        }
    }

    private void follow(Executor loop) {
        Shard.attach(
                        events,
                        loop,
                        PooledByteBufAllocator.DEFAULT,
                        System::nanoTime,
                        management.metrics().shards())
                .thenAccept(shard -> {
                    Door opened = Door.open(vertx, shard, services, config, apps, events::rollout);
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
        return atTheDoor(opened ->
                new Departure(opened.leaving(returningMs), tellingMs, returningMs, new Random()).begin(vertx));
    }

    /**
     * Publishes nothing more for clients, and lets go of those who wait for answers. Any thread.
     *
     * @return completes when that is so
     */
    CompletableFuture<Void> waitNoLonger() {
        return atTheDoor(Door::waitNoLonger);
    }

    private CompletableFuture<Void> atTheDoor(Consumer<Door> work) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        context.runOnContext(now -> {
            Door opened = door;
            if (opened != null) {
                work.accept(opened);
            }
            done.complete(null);
        });
        return done;
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
