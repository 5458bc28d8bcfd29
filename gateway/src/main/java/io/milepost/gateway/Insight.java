package io.milepost.gateway;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.HistogramSnapshot;
import io.micrometer.core.instrument.distribution.ValueAtPercentile;
import io.milepost.channel.ChannelName;
import io.milepost.channel.Streams;
import io.milepost.cursor.InvalidCursorException;
import io.milepost.event.Decoded.Intact;
import io.milepost.event.Event;
import io.milepost.gateway.presence.Presence.Snapshot;
import io.milepost.gateway.session.Pages;
import io.milepost.gateway.session.Pages.Looked;
import io.milepost.gateway.session.Services;
import io.milepost.gateway.shard.Behind;
import io.milepost.gateway.shard.Shard;
import io.milepost.gateway.shard.ShardStats;
import io.milepost.log.Batch;
import io.milepost.log.EventLog;
import io.milepost.log.History.Before;
import io.milepost.log.LogRecord;
import io.milepost.log.LogStats;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** What a node knows of itself, and of who is where on all nodes, for operators: nothing here asks who wants to know. Any thread. */
public final class Insight {
    private final Services services;
    private final EventLog log;
    private final Metrics metrics;
    private final IntSupplier connections;

    Insight(Services services, EventLog log, Metrics metrics, IntSupplier connections) {
        this.services = services;
        this.log = log;
        this.metrics = metrics;
        this.connections = connections;
    }

    /** How many sockets and streams there are. */
    public int connections() {
        return connections.getAsInt();
    }

    /** On how many channels somebody is, on any node. */
    public int channels() {
        return services.presence().channels();
    }

    /** What its shards have counted. */
    public ShardStats shards() {
        return metrics.shards();
    }

    /** What its log has counted. */
    public LogStats log() {
        return log.stats();
    }

    /** The streams. */
    public Streams streams() {
        return log.streams();
    }

    /** Whether the log is being read. */
    public boolean isReady() {
        return !services.shards().all().isEmpty();
    }

    /** Events of clients that were handed on to Kafka. */
    public long published() {
        return services.publishing().published();
    }

    /** Signals announced. */
    public long signals() {
        return services.publishing().signals();
    }

    /**
     * Milliseconds from a record's time to its live subscribers of this node, of the last minute.
     *
     * @param percentile one of 0.5, 0.95 and 0.99
     * @return empty if nothing was delivered live
     */
    public OptionalDouble latency(double percentile) {
        Timer timer = metrics.latency();
        HistogramSnapshot snapshot = timer.takeSnapshot();
        for (ValueAtPercentile value : snapshot.percentileValues()) {
            if (Math.abs(value.percentile() - percentile) < 0.0001 && snapshot.max() > 0) {
                return OptionalDouble.of(value.value(TimeUnit.MILLISECONDS));
            }
        }
        return OptionalDouble.empty();
    }

    /** How many connections to any node there are on the channels whose names begin so, of so many channels at most. */
    public Map<String, Integer> subscribers(String prefix, int most) {
        return services.presence().subscribers(prefix, channel -> true, most);
    }

    /** Who is on a channel, on any node. */
    public Snapshot presence(ChannelName channel) {
        return services.presence().of(channel);
    }

    /** The newest event of a channel, if it is among what the node holds in memory. */
    public Optional<Event> newest(ChannelName channel) {
        LogRecord newest = null;
        for (Streams.Part part : log.streams().gather(channel)) {
            Batch batch = log.ring().newest(part.stream().template().render(part.key()));
            if (batch == null) {
                continue;
            }
            for (LogRecord record : batch.records()) {
                if (record.partition().stream().name().equals(part.stream().name())
                        && (newest == null || record.recordTime() >= newest.recordTime())) {
                    newest = record;
                }
            }
        }
        return newest != null && newest.decoded() instanceof Intact intact
                ? Optional.of(intact.event())
                : Optional.empty();
    }

    /**
     * A page of a channel's past.
     *
     * @param before where it ends, as a page's cursor says; null for the present
     * @return fails with {@link InvalidCursorException} if the cursor is not this channel's
     */
    public CompletableFuture<Looked> history(ChannelName channel, @Nullable String before, int limit) {
        List<Shard> all = services.shards().all();
        if (all.isEmpty()) {
            return CompletableFuture.completedFuture(new Looked.Failed("this node is still reading the log"));
        }
        CompletableFuture<Looked> looked = new CompletableFuture<>();
        Shard shard = all.get(0);
        try {
            shard.loop().execute(() -> {
                try {
                    Before place = before == null ? new Before.Now() : shard.before(channel, before);
                    Pages.look(shard, channel, place, limit, looked::complete);
                } catch (RuntimeException e) {
                    looked.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            looked.complete(new Looked.Failed("this node is going away"));
        }
        return looked;
    }

    /** How far the node has read each stream; none while it is still reading the log. */
    public CompletableFuture<List<Behind>> streamsBehind() {
        List<Shard> all = services.shards().all();
        return all.isEmpty()
                ? CompletableFuture.completedFuture(List.of())
                : all.get(0).behind();
    }

    /** By channel, how many sockets of this node got a record live; empty if none did or that was too long ago. */
    public CompletableFuture<Map<ChannelName, Integer>> reached(String topic, int partition, long offset) {
        CompletableFuture<Map<ChannelName, Integer>> sum = CompletableFuture.completedFuture(new HashMap<>());
        for (Shard shard : services.shards().all()) {
            sum = sum.thenCombine(shard.reached(topic, partition, offset), (all, own) -> {
                own.forEach((channel, sockets) -> all.merge(channel, sockets, Integer::sum));
                return all;
            });
        }
        return sum;
    }
}
