package io.milepost.fanout.runtime;

import io.micrometer.core.instrument.MeterRegistry;
import io.milepost.fanout.Fanout;
import io.milepost.fanout.Health;
import io.milepost.fanout.Sink;
import io.milepost.fanout.deadletter.DeadLetterWriter;
import io.milepost.fanout.runtime.Valve.Trouble;
import io.milepost.fanout.topic.Stumble;
import io.milepost.fanout.trail.KafkaTrail;
import io.milepost.fanout.trail.Trail;
import io.milepost.trace.Tracing;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A fan-out that delivers to a sink: reads the streams in a consumer group of its own, keeps the order of each key, tries
 * again what fails, puts aside what can't be delivered, and commits what is finished. Delivered at least once: what was in
 * flight, or finished and not yet committed, at a crash is delivered again.
 */
public final class SinkFanout implements Fanout {
    private final String name;
    private final Sink sink;
    private final SinkConfig config;
    private final EventFilter filter;
    private final MeterRegistry registry;
    private final Tracing tracing;
    private final FanoutThread thread;
    private volatile @Nullable Running running;

    /**
     * Makes it, without starting it.
     *
     * @param name what it is called in logs, metrics and dead letters
     * @param sink what it delivers to; closed with it
     * @param filter which events are its business
     */
    public SinkFanout(String name, Sink sink, SinkConfig config, EventFilter filter, MeterRegistry registry) {
        this(name, sink, config, filter, registry, Tracing.OFF);
    }

    /** The same, telling of its calls. */
    public SinkFanout(
            String name, Sink sink, SinkConfig config, EventFilter filter, MeterRegistry registry, Tracing tracing) {
        this.name = name;
        this.sink = sink;
        this.config = config;
        this.filter = filter;
        this.registry = registry;
        this.tracing = tracing;
        this.thread = new FanoutThread(name, this::drive);
    }

    private record Running(Driver driver, Valve valve, Aside aside, Watch watch, Stumble stumble) {}

    @Override
    public void start() {
        thread.start();
    }

    private void drive() {
        FanoutMeters meters = new FanoutMeters(registry, name);
        try (Admin admin = Admin.create(config.kafka());
                DeadLetterWriter writer = new DeadLetterWriter(name, config.topics(), config.kafka());
                Trail trail = trail(meters)) {
            config.topics().make(admin);
            KafkaConsumer<byte[], ByteBuffer> consumer = Clients.consumer(name, config, admin);
            try {
                Running parts = parts(admin, writer, consumer, meters, new Steps(name, trail));
                running = parts;
                if (thread.isClosed()) {
                    return;
                }
                thread.state("running");
                parts.driver().run();
            } finally {
                thread.state("stopping");
                running = null;
                consumer.close(CloseOptions.timeout(Duration.ofSeconds(10)));
            }
        } finally {
            thread.state("stopped");
            meters.close();
        }
    }

    private Trail trail(FanoutMeters meters) {
        return config.trail()
                .<Trail>map(topic -> new KafkaTrail(name, topic, config.kafka(), meters::trailDropped))
                .orElse(Trail.NONE);
    }

    private Running parts(
            Admin admin,
            DeadLetterWriter writer,
            KafkaConsumer<byte[], ByteBuffer> consumer,
            FanoutMeters meters,
            Steps steps) {
        Mailbox mailbox = new Mailbox(consumer::wakeup);
        Valve valve = new Valve(name, config);
        Aside aside = new Aside(name, writer, mailbox, meters, steps);
        Stumble stumble = new Stumble("fan-out " + name);
        Watch watch = new Watch(admin, mailbox, config.topics().retry());
        Dispatch dispatch =
                new Dispatch(name, config, sink, valve, aside, mailbox, meters, steps, new CallSpans(name, tracing));
        Driver driver = new Driver(
                name,
                config,
                consumer,
                mailbox,
                new Intake(name, config, filter),
                new Places(name, config, consumer, admin, meters),
                watch,
                dispatch,
                aside,
                valve,
                meters,
                steps,
                stumble);
        meters.gauge("milepost.fanout.buffered", "Records read and not finished", driver, Driver::buffered);
        meters.gauge("milepost.fanout.breaker.open", "1 while nothing goes out", valve, v -> v.isTripped() ? 1 : 0);
        meters.gauge("milepost.fanout.halted", "1 while a person is needed", valve, v -> v.isHalted() ? 1 : 0);
        return new Running(driver, valve, aside, watch, stumble);
    }

    /** Whether it has a place in what it reads, so that it misses nothing written from now on. Any thread. */
    public boolean hasBegun() {
        Running now = running;
        return now != null && now.driver().hasBegun();
    }

    @Override
    public Health health() {
        Running now = running;
        if (now == null) {
            return Health.down(thread.state());
        }
        String kafka = now.stumble().trouble();
        kafka = kafka == null ? now.watch().trouble() : kafka;
        if (kafka != null) {
            return Health.down("trouble with Kafka: " + kafka);
        }
        if (!now.driver().hasBegun()) {
            return Health.down("joining the group");
        }
        String dead = now.aside().trouble();
        if (dead != null) {
            return Health.down("Kafka does not take dead letters: " + dead);
        }
        Trouble trouble = now.valve().trouble();
        if (trouble != null && trouble.halted()) {
            return Health.down("halted: " + trouble.why());
        }
        if (trouble != null && now.valve().isTripped()) {
            return Health.down("the far side does not take events: " + trouble.why());
        }
        return Health.up(now.driver().buffered() + " records under way");
    }

    @Override
    public void close() {
        if (!thread.close()) {
            return;
        }
        Running now = running;
        if (now != null) {
            now.driver().stop();
        }
        thread.join(config.drain().plusSeconds(30));
        sink.close();
    }
}
