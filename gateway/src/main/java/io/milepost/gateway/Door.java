package io.milepost.gateway;

import io.milepost.gateway.api.ChannelRoutes;
import io.milepost.gateway.api.ConfigRoute;
import io.milepost.gateway.api.PublishRoutes;
import io.milepost.gateway.session.Services;
import io.milepost.gateway.shard.Shard;
import io.milepost.gateway.socket.Sockets;
import io.milepost.gateway.stream.Polling;
import io.milepost.gateway.stream.Streaming;
import io.milepost.rollout.Rollout;
import io.vertx.core.Vertx;
import java.util.Random;
import java.util.function.Supplier;

/** All ways by which clients come to one shard. */
record Door(
        Shard shard,
        Sockets sockets,
        Streaming streaming,
        ChannelRoutes channels,
        PublishRoutes publishing,
        ConfigRoute config) {
    static Door open(Vertx vertx, Shard shard, Services services, GatewayConfig config, Supplier<Rollout> rollout) {
        services.shards().add(shard);
        return new Door(
                shard,
                new Sockets(shard, services, config.sockets(), config.origins()),
                new Streaming(shard, services),
                new ChannelRoutes(shard, services, new Polling(vertx, shard, services)),
                new PublishRoutes(shard, services),
                new ConfigRoute(services.tokens(), shard.loop(), rollout, config.pusher()));
    }

    void tick() {
        sockets.tick();
        streaming.tick();
    }

    void drain(long spreadMs, Random random) {
        sockets.drain(spreadMs, random);
        streaming.drain(spreadMs, random);
    }

    /** How many sockets and streams there are. Any thread. */
    int size() {
        return sockets.size() + streaming.size();
    }
}
