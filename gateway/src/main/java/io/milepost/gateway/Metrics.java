package io.milepost.gateway;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.milepost.channel.StreamSpec;
import io.milepost.gateway.device.Devices;
import io.milepost.gateway.protocol.ErrorCode;
import io.milepost.gateway.publish.Publishing;
import io.milepost.gateway.pusher.webhook.Facts;
import io.milepost.gateway.shard.ShardStats;
import io.milepost.log.EventLog;
import io.milepost.log.GapReason;
import io.milepost.log.LogStats;
import io.milepost.log.peer.Peers;
import io.milepost.trace.Tracing;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.IntSupplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;

/** What the node counts, for Prometheus. All of it stands in docs/OPERATIONS.md, and nothing else does. */
final class Metrics {
    private static final Duration[] BUCKETS = LongStream.of(
                    1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000)
            .mapToObj(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    /** The quantiles are the console's; Prometheus gets the buckets. */
    private final Timer latency = Timer.builder("milepost.latency")
            .description("From a record's time to its live subscribers, once for each event and shard.")
            .publishPercentiles(0.5, 0.95, 0.99)
            .serviceLevelObjectives(BUCKETS)
            .distributionStatisticExpiry(Duration.ofMinutes(1))
            .distributionStatisticBufferLength(3)
            .register(registry);

    private final ShardStats shards = new ShardStats(millis -> latency.record(millis, TimeUnit.MILLISECONDS));

    Metrics(EventLog events, IntSupplier connections) {
        clients(connections);
        for (GapReason reason : GapReason.values()) {
            count(
                    "milepost.gaps",
                    "Gaps announced.",
                    Tags.of("reason", reason.code()),
                    shards,
                    all -> all.gaps(reason));
        }
        for (ErrorCode code : ErrorCode.values()) {
            count(
                    "milepost.refusals",
                    "What was refused.",
                    Tags.of("code", code.code()),
                    shards,
                    all -> all.refusals(code));
        }
        for (StreamSpec stream : events.streams().all()) {
            of(stream, events);
        }
        log(events.stats());
        count("milepost.signals.dropped", "Signals not passed on, or come late.", events.peers(), Peers::dropped);
        count("milepost.presence.unheard", "Statements that Kafka did not take.", events.peers(), Peers::unheard);
        count("milepost.spans.dropped", "Spans that nobody was told of.", events.tracing(), Tracing::dropped);
    }

    private void clients(IntSupplier connections) {
        gauge("milepost.connections", "Open sockets and streams.", Tags.empty(), connections, IntSupplier::getAsInt);
        String phases = "Subscriptions now.";
        gauge("milepost.subscriptions", phases, Tags.of("phase", "live"), shards, ShardStats::live);
        gauge(
                "milepost.subscriptions",
                phases,
                Tags.of("phase", "replaying"),
                shards,
                all -> Math.max(0, all.subscriptions() - all.live()));
        String handed = "Events handed to sockets.";
        count("milepost.deliveries", handed, Tags.of("kind", "live"), shards, ShardStats::deliveries);
        count("milepost.deliveries", handed, Tags.of("kind", "replayed"), shards, ShardStats::replayed);
        count("milepost.sent.bytes", "Bytes handed to sockets.", shards, ShardStats::bytes);
        count("milepost.demotions", "Live subscriptions that were too slow.", shards, ShardStats::demotions);
        count("milepost.undeliverable", "Records met that are no events.", shards, ShardStats::undeliverable);
        count("milepost.shards.outrun", "Times a shard lost its place in the ring.", shards, ShardStats::outrun);
        String looks = "Readers that looked for their place in the ring.";
        count("milepost.ring.looks", looks, Tags.of("result", "hit"), shards, ShardStats::ringHits);
        count("milepost.ring.looks", looks, Tags.of("result", "miss"), shards, ShardStats::ringMisses);
        String portions = "Portions of the ring given to readers behind.";
        count("milepost.ring.portions", portions, Tags.of("kind", "read"), shards, ShardStats::portions);
        count("milepost.ring.portions", portions, Tags.of("kind", "shared"), shards, ShardStats::shared);
    }

    private void of(StreamSpec stream, EventLog events) {
        Tags tags = Tags.of("stream", stream.name());
        gauge(
                "milepost.log.undecided",
                "Records that nobody gets before a transaction among them ends.",
                tags,
                events,
                all -> all.bounds().latest().undecided(stream));
        seconds(
                "milepost.log.standstill",
                "For how long one transaction has held a partition up.",
                tags,
                () -> events.stats().standstill(stream).toMillis() / 1e3);
        gauge("milepost.tail.lag", "Records written and not read.", tags, shards, all -> all.behind(stream.name()));
    }

    private void log(LogStats log) {
        count("milepost.tail.records", "Records read at the end of the log.", log, LogStats::records);
        count("milepost.tail.unaddressable", "Records whose key makes no channel.", log, LogStats::unaddressable);
        count("milepost.tail.strays", "Records outside their key's partition.", log, LogStats::strays);
        count("milepost.catchup.records", "Records read again for readers behind.", log, LogStats::caughtUp);
        count("milepost.catchup.scans", "Passes over a partition for readers behind.", log, LogStats::scans);
        count("milepost.index.skipped", "Offsets that need not be read for readers behind.", log, LogStats::skipped);
        count("milepost.index.records", "Records read for the skip index alone.", log, LogStats::indexed);
        gauge("milepost.index.bytes", "Heap of the skip index.", Tags.empty(), log, LogStats::indexBytes);
    }

    /** Whether a subscribe would succeed, as {@code /readyz} says it. */
    void health(Health health) {
        gauge("milepost.ready", "1 while the node is ready.", Tags.empty(), health, one -> one.isReady() ? 1 : 0);
    }

    /** What could not be known of devices, or kept. */
    void devices(Devices devices) {
        count("milepost.devices.failures", "Places of devices not read or kept.", devices, Devices::failures);
    }

    /** What webhooks were to tell and do not. */
    void facts(Facts facts) {
        count("milepost.webhooks.dropped", "Facts that no webhook tells.", facts, Facts::dropped);
    }

    /** Faults for which a changed configuration is not followed. */
    void faults(IntSupplier faults) {
        String description = "Faults of the configuration as it is now, for which it is not followed.";
        gauge("milepost.config.faults", description, Tags.empty(), faults, IntSupplier::getAsInt);
    }

    /** What became of the events that clients publish. */
    void publishing(Publishing publishing) {
        String became = "Events of clients, by what became of them.";
        count("milepost.publishes", became, Tags.of("result", "taken"), publishing, Publishing::taken);
        count("milepost.publishes", became, Tags.of("result", "failed"), publishing, Publishing::failed);
    }

    /** When the certificate ends, in seconds since 1970; NaN without one. */
    void certificate(DoubleSupplier ends) {
        seconds("milepost.tls.certificate.expiry", "When the certificate for clients ends.", Tags.empty(), ends);
    }

    /** How many nodes there are, as this one has heard. */
    void nodes(IntSupplier nodes) {
        Gauge.builder("milepost.nodes", nodes::getAsInt)
                .description("Nodes that say they are there, this one among them.")
                .register(registry);
    }

    private <T> void gauge(String name, String description, Tags tags, T told, ToDoubleFunction<T> value) {
        Gauge.builder(name, told, value)
                .description(description)
                .tags(tags)
                .strongReference(true)
                .register(registry);
    }

    private void seconds(String name, String description, Tags tags, DoubleSupplier value) {
        Gauge.builder(name, value::getAsDouble)
                .description(description)
                .baseUnit("seconds")
                .tags(tags)
                .strongReference(true)
                .register(registry);
    }

    private <T> void count(String name, String description, T counted, ToDoubleFunction<T> count) {
        count(name, description, Tags.empty(), counted, count);
    }

    private <T> void count(String name, String description, Tags tags, T counted, ToDoubleFunction<T> count) {
        FunctionCounter.builder(name, counted, count)
                .description(description)
                .tags(tags)
                .register(registry);
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
