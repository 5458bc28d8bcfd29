package io.milepost.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.milepost.console.kafka.Lags;
import io.milepost.console.web.Work;
import io.milepost.fanout.Health;
import io.milepost.gateway.Insight;
import io.milepost.gateway.shard.Behind;
import io.milepost.gateway.shard.ShardStats;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * What a node and its fan-outs are doing now. What Kafka has to say is asked at most every other second, on threads on which
 * nothing else waits.
 */
final class Overview implements AutoCloseable {
    private static final long PATIENCE_MS = 1_500;

    private final ConsoleConfig config;
    private final Insight insight;
    private final MeterRegistry meters;
    private final Running running;
    private final Lags lags;
    private final Work asking = new Work("milepost-console-overview", 2, 2);
    private final Remembered<Map<String, Long>> lag;
    private final Remembered<Map<String, Long>> dead;
    private final Instant started = Instant.now();

    Overview(ConsoleConfig config, Insight insight, MeterRegistry meters, Running running, Letters letters) {
        this.config = config;
        this.insight = insight;
        this.meters = meters;
        this.running = running;
        lags = new Lags(config.kafka());
        lag = new Remembered<>(
                asking,
                TimeUnit.SECONDS.toNanos(2),
                () -> lags.of(
                        running.known().stream().map(ConsoleConfig.Known::group).collect(Collectors.toSet())));
        dead = new Remembered<>(asking, TimeUnit.SECONDS.toNanos(5), letters::count);
    }

    CompletionStage<ObjectNode> now() {
        CompletionStage<List<Behind>> streams = insight.streamsBehind();
        return lag.latest(PATIENCE_MS)
                .thenCombine(dead.latest(PATIENCE_MS), this::json)
                .thenCombine(streams, this::withStreams);
    }

    private ObjectNode json(Remembered.Seen<Map<String, Long>> lagging, Remembered.Seen<Map<String, Long>> dying) {
        ShardStats shards = insight.shards();
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("node", config.node())
                .put("now", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString())
                .put("startedAt", started.truncatedTo(ChronoUnit.MILLIS).toString())
                .put("dev", config.access().dev())
                .put("version", config.version());
        ObjectNode kafka = json.putObject("kafka").put("ok", lagging.trouble() == null);
        if (lagging.trouble() != null) {
            kafka.put("detail", lagging.trouble());
        }
        json.put("ready", insight.isReady())
                .put("connections", insight.connections())
                .put("channels", insight.channels());
        long live = shards.live();
        json.putObject("subscriptions").put("live", live).put("replaying", Math.max(0, shards.subscriptions() - live));
        json.put("events", insight.log().records())
                .put("deliveries", shards.deliveries())
                .put("replayed", shards.replayed())
                .put("demotions", shards.demotions())
                .put("publishes", insight.published())
                .put("signals", insight.signals());
        Map<String, Long> refused = shards.refusals();
        json.put("rateLimited", refused.getOrDefault("rate_limited", 0L));
        counts(json.putObject("refused"), refused);
        counts(json.putObject("gaps"), shards.gapsByReason());
        ObjectNode latency = json.putObject("latency");
        insight.latency(0.5).ifPresent(millis -> latency.put("p50", millis));
        insight.latency(0.95).ifPresent(millis -> latency.put("p95", millis));
        insight.latency(0.99).ifPresent(millis -> latency.put("p99", millis));
        ArrayNode fanouts = json.putArray("fanouts");
        running.known().forEach(known -> fanouts.add(fanout(known, lagging, dying)));
        return json;
    }

    private static void counts(ObjectNode to, Map<String, Long> counts) {
        counts.forEach(to::put);
    }

    private ObjectNode fanout(
            ConsoleConfig.Known known,
            Remembered.Seen<Map<String, Long>> lagging,
            Remembered.Seen<Map<String, Long>> dying) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("name", known.name())
                .put("group", known.group())
                .put("here", running.here(known.name()).isPresent());
        Map<String, Long> lag = lagging.value();
        Long behind = lag == null ? null : lag.get(known.group());
        if (lagging.trouble() == null && behind != null) {
            json.put("lag", behind);
        }
        Map<String, Long> dead = dying.value();
        if (dying.trouble() == null && dead != null) {
            json.put("deadLetters", dead.getOrDefault(known.name(), 0L));
        }
        running.here(known.name()).ifPresent(fanout -> {
            Health health = fanout.health();
            json.put("ok", health.ok()).put("detail", health.detail());
            json.put("oldest", oldest(known.name()));
            json.putObject("outcomes")
                    .put("delivered", count("milepost.fanout.delivered", known.name()))
                    .put("retried", count("milepost.fanout.retries", known.name()))
                    .put("dead", count("milepost.fanout.dead.letters", known.name()))
                    .put("filtered", count("milepost.fanout.skipped", known.name()));
        });
        return json;
    }

    private long count(String name, String fanout) {
        return (long) meters.find(name).tag("fanout", fanout).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    private long oldest(String fanout) {
        return (long) meters.find("milepost.fanout.age").tag("fanout", fanout).gauges().stream()
                .mapToDouble(Gauge::value)
                .filter(Double::isFinite)
                .map(seconds -> seconds * 1_000)
                .max()
                .orElse(0);
    }

    private ObjectNode withStreams(ObjectNode json, List<Behind> behind) {
        ArrayNode streams = json.putArray("streams");
        insight.streams().all().forEach(stream -> {
            ObjectNode one = streams.addObject().put("stream", stream.name()).put("topic", stream.topic());
            behind.stream()
                    .filter(known -> known.stream().equals(stream.name()))
                    .findFirst()
                    .ifPresent(
                            known -> one.put("partitions", known.partitions()).put("lag", known.records()));
        });
        return json;
    }

    @Override
    public void close() {
        asking.close();
        lags.close();
    }
}
