package io.milepost.fanout.runtime;

import io.micrometer.core.instrument.MeterRegistry;
import io.milepost.fanout.Fanout;
import io.milepost.fanout.Health;
import io.milepost.fanout.topic.Stumble;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A fan-out from Kafka to Kafka: reads the streams in a consumer group of its own, and writes what a {@link Transformer} makes
 * of them exactly once, since its places are committed in the same transactions.
 */
public final class TransactionalFanout implements Fanout {
    private static final Logger log = LoggerFactory.getLogger(TransactionalFanout.class);
    private static final Duration AGAIN = Duration.ofSeconds(2);

    private final String name;
    private final Transformer transformer;
    private final SinkConfig config;
    private final EventFilter filter;
    private final MeterRegistry registry;
    private final Thread thread;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile @Nullable Transactor running;
    private volatile String state = "not started";

    /**
     * Makes it, without starting it.
     *
     * @param name what it is called in logs, metrics and dead letters
     * @param transformer closed with it
     * @param config of which {@code sending} and {@code retrying} but for the pauses say nothing here
     * @param filter which events are its business
     */
    public TransactionalFanout(
            String name, Transformer transformer, SinkConfig config, EventFilter filter, MeterRegistry registry) {
        this.name = name;
        this.transformer = transformer;
        this.config = config;
        this.filter = filter;
        this.registry = registry;
        this.thread = new Thread(this::run, "milepost-fanout-" + name);
    }

    @Override
    public void start() {
        state = "starting";
        thread.start();
    }

    private void run() {
        while (!closed.get()) {
            try {
                transact();
                return;
            } catch (KafkaException e) {
                state = "cannot begin: " + e.getClass().getSimpleName();
                log.error("{}: cannot begin, and tries again: {}", name, e.toString());
                pause();
            }
        }
    }

    private void pause() {
        try {
            synchronized (closed) {
                if (!closed.get()) {
                    closed.wait(AGAIN.toMillis());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed.set(true);
        }
    }

    private void transact() {
        FanoutMeters meters = new FanoutMeters(registry, name);
        try (Admin admin = Admin.create(config.kafka())) {
            config.topics().make(admin);
            KafkaConsumer<byte[], ByteBuffer> consumer = Clients.consumer(name, config, admin);
            try (Transaction transaction = new Transaction(name, config.kafka())) {
                Transactor transactor = new Transactor(
                        name,
                        config,
                        consumer,
                        transaction,
                        transformer,
                        new Intake(name, config, filter),
                        new Places(name, config, consumer, admin, meters),
                        meters,
                        new Stumble(name));
                running = transactor;
                if (!closed.get()) {
                    state = "running";
                    transactor.run();
                }
            } finally {
                running = null;
                consumer.close(CloseOptions.timeout(Duration.ofSeconds(10)));
            }
        } finally {
            state = "stopped";
            meters.close();
        }
    }

    @Override
    public Health health() {
        Transactor now = running;
        return now == null ? Health.down(state) : now.health();
    }

    @Override
    public void close() {
        synchronized (closed) {
            if (closed.getAndSet(true)) {
                return;
            }
            closed.notifyAll();
        }
        Transactor now = running;
        if (now != null) {
            now.stop();
        }
        try {
            if (thread.getState() != Thread.State.NEW) {
                thread.join(config.drain().plusSeconds(30).toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        transformer.close();
    }
}
