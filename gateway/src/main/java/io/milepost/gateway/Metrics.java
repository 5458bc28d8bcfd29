package io.milepost.gateway;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.milepost.channel.StreamSpec;
import io.milepost.gateway.shard.ShardStats;
import io.milepost.log.EventLog;
import io.milepost.log.LogStats;
import io.milepost.log.peer.Peers;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.ToDoubleFunction;

/** What the node counts, for Prometheus. */
final class Metrics {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    private final Timer latency = Timer.builder("milepost.latency")
            .description("From a record's time to its live subscribers, once for each event and shard.")
            .publishPercentiles(0.5, 0.95, 0.99)
            .distributionStatisticExpiry(Duration.ofMinutes(1))
            .distributionStatisticBufferLength(3)
            .register(registry);
    private final ShardStats shards = new ShardStats(millis -> latency.record(millis, TimeUnit.MILLISECONDS));

    Metrics(EventLog events, IntSupplier connections) {
        LogStats log = events.stats();
        for (StreamSpec stream : events.streams().all()) {
            Gauge.builder(
                            "milepost.log.undecided",
                            () -> events.bounds().latest().undecided(stream))
                    .description("Records that nobody gets before a transaction among them ends.")
                    .tag("stream", stream.name())
                    .register(registry);
        }
        Gauge.builder("milepost.connections", connections::getAsInt)
                .description("Open sockets.")
                .register(registry);
        deliveries(shards, "live", ShardStats::deliveries);
        deliveries(shards, "replayed", ShardStats::replayed);
        count("milepost.demotions", "Live subscriptions that were too slow.", shards, ShardStats::demotions);
        count("milepost.gaps", "Gaps announced.", shards, ShardStats::gaps);
        count("milepost.undeliverable", "Records met that are no events.", shards, ShardStats::undeliverable);
        count("milepost.shards.outrun", "Times a shard lost its place in the ring.", shards, ShardStats::outrun);
        count("milepost.tail.records", "Records read at the end of the log.", log, LogStats::records);
        count("milepost.tail.unaddressable", "Records whose key makes no channel.", log, LogStats::unaddressable);
        count("milepost.tail.strays", "Records outside their key's partition.", log, LogStats::strays);
        count("milepost.catchup.records", "Records read again for readers behind.", log, LogStats::caughtUp);
        count("milepost.catchup.scans", "Passes over a partition for readers behind.", log, LogStats::scans);
        count("milepost.signals.dropped", "Signals not passed on, or come late.", events.peers(), Peers::dropped);
        count("milepost.index.skipped", "Offsets that need not be read for readers behind.", log, LogStats::skipped);
        count("milepost.index.records", "Records read for the skip index alone.", log, LogStats::indexed);
        Gauge.builder("milepost.index.bytes", log, LogStats::indexBytes)
                .description("Heap of the skip index.")
                .register(registry);
    }

    /** How many nodes there are, as this one has heard. */
    void nodes(IntSupplier nodes) {
        Gauge.builder("milepost.nodes", nodes::getAsInt)
                .description("Nodes that say they are there, this one among them.")
                .register(registry);
    }

    private void deliveries(ShardStats shards, String kind, ToDoubleFunction<ShardStats> count) {
        FunctionCounter.builder("milepost.deliveries", shards, count)
                .description("Events handed to sockets.")
                .tag("kind", kind)
                .register(registry);
    }

    private <T> void count(String name, String description, T counted, ToDoubleFunction<T> count) {
        FunctionCounter.builder(name, counted, count).description(description).register(registry);
    }

    /** What the shards count. */
    ShardStats shards() {
        return shards;
    }

    Timer latency() {
        return latency;
    }

    MeterRegistry registry() {
        return registry;
    }

    void mount(Router router) {
        router.get("/metrics")
                .handler(context -> context.response()
                        .putHeader("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
                        .end(registry.scrape()));
    }
}
