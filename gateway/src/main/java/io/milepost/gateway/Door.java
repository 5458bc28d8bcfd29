package io.milepost.gateway;

import io.milepost.gateway.api.ChannelRoutes;
import io.milepost.gateway.api.ConfigRoute;
import io.milepost.gateway.api.PublishRoutes;
import io.milepost.gateway.pusher.Apps;
import io.milepost.gateway.pusher.PusherSockets;
import io.milepost.gateway.pusher.api.AppApi;
import io.milepost.gateway.session.Services;
import io.milepost.gateway.shard.Shard;
import io.milepost.gateway.socket.Sockets;
import io.milepost.gateway.stream.Polling;
import io.milepost.gateway.stream.Streaming;
import io.milepost.rollout.Rollout;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** All ways by which clients come to one shard. */
record Door(
        Shard shard,
        Sockets sockets,
        PusherSockets pusher,
        AppApi apps,
        Streaming streaming,
        Polling polling,
        ChannelRoutes channels,
        PublishRoutes publishing,
        ConfigRoute config) {
    static Door open(
            Vertx vertx, Shard shard, Services services, GatewayConfig config, Apps apps, Supplier<Rollout> rollout) {
        services.shards().add(shard);
        Polling polling = new Polling(vertx, shard, services);
        Sockets sockets = new Sockets(shard, services, config.sockets(), config.origins());
        return new Door(
                shard,
                sockets,
                new PusherSockets(apps, sockets, shard, services, config.pusherActivity()),
                new AppApi(apps, shard, services),
                new Streaming(shard, services),
                polling,
                new ChannelRoutes(shard, services, polling),
                new PublishRoutes(shard, services),
                new ConfigRoute(services.tokens(), shard.loop(), rollout, config.pusher()));
    }

    void tick() {
        sockets.tick();
        pusher.tick();
        streaming.tick();
    }

    /**
     * Takes nobody in from now on.
     *
     * @param lateMs over how long those come back who wait for answers when it is their turn
     * @return those there are, each to be told after how many milliseconds to come back
     */
    List<LongConsumer> leaving(long lateMs) {
        return Stream.of(sockets.leaving(lateMs), streaming.leaving(), polling.leaving())
                .flatMap(List::stream)
                .toList();
    }

    /** Publishes nothing more, and lets go of those who wait for answers to what they have published. */
    void waitNoLonger() {
        publishing.end();
        apps.end();
        sockets.waitNoLonger();
    }

    /** How many sockets and streams there are. Any thread. */
    int size() {
        return sockets.size() + streaming.size();
    }

    /** Whether there are any, or requests that wait, for events or for Kafka. Any thread. */
    boolean hasClients() {
        return size() + polling.size() + publishing.size() + apps.size() > 0;
    }
}
