package io.milepost.fanout.runtime;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** What a fan-out counts, each with the tag {@code fanout}. Gauges are read by any thread, the rest is the driver's. */
final class FanoutMeters {
    private final MeterRegistry registry;
    private final Tags tags;
    private final Counter delivered;
    private final Counter notOurs;
    private final Counter trailDropped;
    private final Timer calls;
    private final Timer latency;
    private final Map<Progress, List<Meter>> partitions = new HashMap<>();
    private final Map<String, Counter> byCode = new HashMap<>();
    private final List<Meter> all = new ArrayList<>();

    FanoutMeters(MeterRegistry registry, String name) {
        this.registry = registry;
        this.tags = Tags.of("fanout", name);
        delivered = Counter.builder("milepost.fanout.delivered")
                .description("Events the sink has taken")
                .tags(tags)
                .register(registry);
        notOurs = Counter.builder("milepost.fanout.skipped")
                .description("Records that are another's business, or were finished before")
                .tags(tags)
                .register(registry);
        trailDropped = Counter.builder("milepost.fanout.trail.dropped")
                .description("Steps of the trail that were not written")
                .tags(tags)
                .register(registry);
        calls = Timer.builder("milepost.fanout.call")
                .description("How long the sink takes for a call")
                .tags(tags)
                .register(registry);
        latency = Timer.builder("milepost.fanout.latency")
                .description("From the record's time to its delivery")
                .tags(tags)
                .register(registry);
        all.addAll(List.of(delivered, notOurs, trailDropped, calls, latency));
    }

    void delivered(long recorded) {
        delivered.increment();
        latency.record(Math.max(0, System.currentTimeMillis() - recorded), TimeUnit.MILLISECONDS);
    }

    void notOurs() {
        notOurs.increment();
    }

    void called(long nanos) {
        calls.record(Duration.ofNanos(Math.max(0, nanos)));
    }

    void retried(String code) {
        count("milepost.fanout.retries", "Deliveries that failed and are tried again", code);
    }

    void putAside(String code) {
        count("milepost.fanout.dead.letters", "Events put aside", code);
    }

    /** A step of the trail was not written. Any thread. */
    void trailDropped() {
        trailDropped.increment();
    }

    /** Events that were in Kafka and are not any more, before they were read. */
    void lost(long records) {
        Counter counter = Counter.builder("milepost.fanout.lost")
                .description("Records that Kafka had deleted before they were read")
                .tags(tags)
                .register(registry);
        counter.increment((double) Math.max(0, records));
    }

    private void count(String name, String what, String code) {
        byCode.computeIfAbsent(
                        name + ' ' + code,
                        key -> kept(Counter.builder(name)
                                .description(what)
                                .tags(tags.and("code", code))
                                .register(registry)))
                .increment();
    }

    /** Shows a number for as long as the fan-out runs. */
    <T> void gauge(String name, String what, T of, ToDoubleFunction<T> number) {
        kept(Gauge.builder(name, of, number)
                .description(what)
                .tags(tags)
                .strongReference(true)
                .register(registry));
    }

    private <M extends Meter> M kept(M meter) {
        all.add(meter);
        return meter;
    }

    /** Shows how far a partition has got, for as long as it is read. */
    void watch(Progress progress) {
        Tags of = tags.and(
                "topic", progress.partition.topic(), "partition", Integer.toString(progress.partition.partition()));
        partitions.put(
                progress,
                List.of(
                        Gauge.builder("milepost.fanout.lag", progress, Progress::lag)
                                .description("Records between what is finished and the partition's end")
                                .tags(of)
                                .strongReference(true)
                                .register(registry),
                        Gauge.builder("milepost.fanout.age", progress, p -> p.age(System.currentTimeMillis()) / 1_000.0)
                                .description("Seconds since the oldest unfinished record was written")
                                .baseUnit("seconds")
                                .tags(of)
                                .strongReference(true)
                                .register(registry)));
    }

    void unwatch(Progress progress) {
        List<Meter> meters = partitions.remove(progress);
        if (meters != null) {
            meters.forEach(registry::remove);
        }
    }

    /** Shows nothing any more. */
    void close() {
        List.copyOf(partitions.keySet()).forEach(this::unwatch);
        all.forEach(registry::remove);
    }
}
