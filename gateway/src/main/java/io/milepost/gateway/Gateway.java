package io.milepost.gateway;

import io.micrometer.core.instrument.MeterRegistry;
import io.milepost.device.DeviceStore;
import io.milepost.gateway.auth.Tokens;
import io.milepost.gateway.device.DevicePace;
import io.milepost.gateway.device.Devices;
import io.milepost.gateway.http.Guest;
import io.milepost.gateway.http.Guests;
import io.milepost.gateway.http.Routes;
import io.milepost.gateway.limit.Admission;
import io.milepost.gateway.presence.Hearing;
import io.milepost.gateway.presence.Presence;
import io.milepost.gateway.presence.Signals;
import io.milepost.gateway.publish.Publisher;
import io.milepost.gateway.publish.Publishing;
import io.milepost.gateway.pusher.Apps;
import io.milepost.gateway.pusher.webhook.Facts;
import io.milepost.gateway.session.LastEventsByShard;
import io.milepost.gateway.session.Services;
import io.milepost.gateway.shard.ShardStats;
import io.milepost.gateway.shard.Shards;
import io.milepost.log.EventLog;
import io.milepost.log.fact.FactLog;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node of the gateway: listens as soon as it is started, and takes sockets as soon as its log is ready. */
public final class Gateway implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Gateway.class);
    private static final long LOOK_AGAIN = TimeUnit.MILLISECONDS.toNanos(20);

    private final CurrentConfig config;
    private final Services services;
    private final Vertx vertx;
    private final Management management;
    private final Presence presence;
    private final Insight insight;
    private final Guests guests;
    private final Guests operators;
    private final List<ShardVerticle> shards;
    private final Devices devices;
    private final Facts facts;
    /** What connections are begun with; changed under this object's lock alone. */
    private volatile Optional<TlsConfig> tls;

    private Gateway(
            CurrentConfig config,
            Services services,
            Vertx vertx,
            Management management,
            Presence presence,
            Insight insight,
            Guests guests,
            Guests operators,
            List<ShardVerticle> shards,
            Devices devices,
            Facts facts) {
        this.facts = facts;
        this.devices = devices;
        this.config = config;
        this.tls = config.get().tls();
        this.services = services;
        this.vertx = vertx;
        this.management = management;
        this.presence = presence;
        this.insight = insight;
        this.guests = guests;
        this.operators = operators;
        this.shards = shards;
    }

    /**
     * Starts a node and returns when it listens.
     *
     * @param events the log, which the caller opens and closes
     * @throws GatewayStartException if it cannot listen
     */
    public static Gateway start(GatewayConfig config, EventLog events) {
        return start(config, events, Publisher.NONE, DeviceStore.NONE, FactLog.NONE);
    }

    /**
     * Starts a node whose clients may publish, and returns when it listens.
     *
     * @param events the log, which the caller opens and closes
     * @param publisher the way into it, which the caller opens and closes
     * @param devices keeps where devices stand; the caller opens and closes it
     * @param told where it is written what the webhooks of apps are to tell; the caller opens and closes it
     * @throws GatewayStartException if it cannot listen
     */
    public static Gateway start(
            GatewayConfig config, EventLog events, Publisher publisher, DeviceStore devices, FactLog told) {
        return start(config, events, publisher, devices, DevicePace.DEFAULT, told);
    }

    /** The same, keeping where devices stand at another pace. */
    static Gateway start(
            GatewayConfig config,
            EventLog events,
            Publisher publisher,
            DeviceStore devices,
            DevicePace pace,
            FactLog told) {
        config.tls().ifPresent(Gateway::warn);
        Devices kept = new Devices(devices, pace);
        Vertx vertx = Vertx.vertx(new VertxOptions()
                .setPreferNativeTransport(true)
                .setEventLoopPoolSize(config.shards())
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        Guests guests = new Guests(Guests.Bounds.USUAL);
        Guests operators = config.management().isPresent() ? new Guests(Guests.Bounds.USUAL) : guests;
        List<ShardVerticle> shards = Collections.synchronizedList(new ArrayList<>());
        try {
            Metrics metrics = new Metrics(events, () -> connections(shards));
            Management management = new Management(new Health(() -> away(events, publisher)), metrics);
            CurrentConfig current = new CurrentConfig(config);
            metrics.health(management.health());
            metrics.devices(kept);
            metrics.faults(current::faults);
            Services services = services(vertx, config, current, events, publisher, kept);
            Facts facts =
                    new Facts(config.apps(), config.presence(), events.peers().self(), told);
            metrics.facts(facts);
            Apps apps = new Apps(config.apps(), facts::of);
            Insight insight = new Insight(services, events, metrics, () -> connections(shards));
            await(vertx.deployVerticle(
                    () -> {
                        ShardVerticle shard = new ShardVerticle(config, events, services, apps, management, guests);
                        shards.add(shard);
                        return shard;
                    },
                    new DeploymentOptions().setInstances(config.shards())));
            Presence presence = services.presence();
            metrics.nodes(presence::nodes);
            metrics.publishing(services.publishing());
            Gateway started = new Gateway(
                    current, services, vertx, management, presence, insight, guests, operators, shards, kept, facts);
            metrics.certificate(started::certificateEnds);
            started.listenForManagement();
            facts.chronicle().ifPresent(presence::recordIn);
            presence.start();
            events.peers().listen(new Hearing(presence, services.signals()));
            started.ready().thenRun(management.health()::ready);
            events.broken().thenRun(management.health()::failed);
            return started;
        } catch (RuntimeException e) {
            await(vertx.close());
            kept.close();
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw cause instanceof GatewayStartException known
                    ? known
                    : new GatewayStartException("the gateway cannot start: " + cause.getMessage(), cause);
        }
    }

    private static @Nullable String away(EventLog events, Publisher publisher) {
        String log = events.away();
        return log == null ? publisher.away() : log;
    }

    private static Services services(
            Vertx vertx,
            GatewayConfig config,
            CurrentConfig current,
            EventLog events,
            Publisher publisher,
            Devices devices) {
        Admission admission = new Admission(config.limits());
        Shards shards = new Shards();
        Presence presence = new Presence(config.presence(), shards, events.peers());
        return new Services(
                new Tokens(vertx, config.auth(), events.revocations()),
                () -> current.get().sessions(),
                admission,
                new Publishing(events.streams(), publisher, admission, config.openStreams(), events.tracing()),
                presence,
                new Signals(shards, events.peers(), presence),
                devices,
                shards,
                new LastEventsByShard());
    }

    /**
     * Goes on with what of this configuration can be changed while the node runs: which tokens are good, what connections and
     * the node may take, how clients are sent away, and the certificate if there was one before. The rest of it is not looked at. Any thread.
     */
    public synchronized void change(GatewayConfig changed) {
        config.set(changed);
        services.tokens().change(changed.auth());
        services.admission().change(changed.limits());
        if (tls.isPresent() && changed.tls().isPresent() && !changed.tls().equals(tls)) {
            tls = changed.tls();
            tls.ifPresent(Gateway::warn);
            shards.get(0).present(changed); // They share one listener.
        }
    }

    private double certificateEnds() {
        return tls.flatMap(TlsConfig::expires)
                .map(Instant::getEpochSecond)
                .map(Long::doubleValue)
                .orElse(Double.NaN);
    }

    private static void warn(TlsConfig tls) {
        tls.warning(Instant.now()).ifPresent(log::warn);
    }

    /** The configuration has changed and is not followed, since it has so many faults; 0 if what is followed is all there is. */
    public void faulty(int faults) {
        config.faults(faults);
    }

    /** What {@code /metrics} tells of; others in the process may count there too. */
    public MeterRegistry meters() {
        return management.metrics().registry();
    }

    /**
     * Lets somebody answer at a path and all below it on the gateway's own port. Until it closes.
     *
     * @param path one that is not the gateway's own, such as {@code /email}
     * @throws IllegalArgumentException if it is no path, or somebody's already
     */
    public void mount(String path, Guest guest) {
        guests.add(path, guest);
    }

    /**
     * Lets somebody answer at a path and all below it where health is told: on the management port, or on the gateway's own
     * if there is none. Until it closes.
     *
     * @param path one that is not the gateway's own, such as {@code /console}
     * @throws IllegalArgumentException if it is no path, or somebody's already
     */
    public void mountForOperators(String path, Guest guest) {
        operators.add(path, guest);
    }

    /** What the node knows of itself. */
    public Insight insight() {
        return insight;
    }

    /** The port it listens on. */
    public int port() {
        return shards.get(0).listening().join();
    }

    /** Completes when a subscribe would succeed. */
    public CompletableFuture<Void> ready() {
        return CompletableFuture.allOf(
                shards.stream().map(ShardVerticle::serving).toArray(CompletableFuture<?>[]::new));
    }

    /** What has been counted since the start. */
    public ShardStats stats() {
        return management.metrics().shards();
    }

    /** How many sockets there are. */
    public int connections() {
        return connections(shards);
    }

    private static int connections(List<ShardVerticle> shards) {
        return shards.stream().mapToInt(ShardVerticle::connections).sum();
    }

    /**
     * Is not ready from now on, takes no more clients, and asks those there are to come back elsewhere, one after the other.
     * Returns when all have gone or the time for it is over.
     */
    public void drain() {
        management.health().draining();
        int leaving = connections();
        log.info("draining: {} clients are asked to go elsewhere", leaving);
        Drain drain = config.get().drain();
        long telling = drain.tellingMs(leaving);
        long returning = drain.returningMs(leaving);
        long began = System.nanoTime();
        awaitNobody(shard -> shard.drain(telling, returning), began, drain.answeringMs());
        awaitNobody(ShardVerticle::waitNoLonger, began, drain.within().toMillis());
        log.info("drained: {} clients were still there", connections());
    }

    /** Has all shards do something, and returns when nobody is left, or so many milliseconds after the beginning. */
    private void awaitNobody(Function<ShardVerticle, CompletableFuture<Void>> work, long began, long millis) {
        CompletableFuture<Void> begun =
                CompletableFuture.allOf(shards.stream().map(work).toArray(CompletableFuture<?>[]::new));
        long nanos = TimeUnit.MILLISECONDS.toNanos(millis);
        while ((!begun.isDone() || isAnybodyLeft()) && System.nanoTime() - began < nanos) {
            LockSupport.parkNanos(LOOK_AGAIN);
        }
    }

    private boolean isAnybodyLeft() {
        return shards.stream().anyMatch(ShardVerticle::hasClients);
    }

    /** Ends as soon as the other nodes know, and what devices have acknowledged last is kept. */
    @Override
    public void close() {
        presence.close();
        facts.close();
        await(vertx.close());
        devices.close();
    }

    private void listenForManagement() {
        Optional<ManagementAddress> own = config.get().management();
        if (own.isPresent()) {
            Router router = Routes.base(vertx);
            management.mount(router);
            operators.route(router);
            ManagementAddress at = own.get();
            await(vertx.createHttpServer(new HttpServerOptions()
                            .setHost(at.host())
                            .setPort(at.port())
                            .setHttp2ClearTextEnabled(false))
                    .requestHandler(router)
                    .listen()
                    .recover(e -> Future.failedFuture(
                            GatewayStartException.cannotListen(at.host(), at.port(), "managementPort", e))));
        }
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }
}
