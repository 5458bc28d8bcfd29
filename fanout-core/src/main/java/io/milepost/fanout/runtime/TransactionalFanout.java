package io.milepost.fanout.runtime;

import io.micrometer.core.instrument.MeterRegistry;
import io.milepost.fanout.Fanout;
import io.milepost.fanout.Health;
import io.milepost.fanout.topic.Stumble;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A fan-out from Kafka to Kafka: reads the streams in a consumer group of its own, and writes what a {@link Transformer} makes
 * of them exactly once, since its places are committed in the same transactions.
 */
public final class TransactionalFanout implements Fanout {
    private final String name;
    private final Transformer transformer;
    private final SinkConfig config;
    private final EventFilter filter;
    private final MeterRegistry registry;
    private final FanoutThread thread;
    private volatile @Nullable Transactor running;

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
        this.thread = new FanoutThread(name, this::transact);
    }

    @Override
    public void start() {
        thread.start();
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
                if (!thread.isClosed()) {
                    thread.state("running");
                    transactor.run();
                }
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

    @Override
    public Health health() {
        Transactor now = running;
        return now == null ? Health.down(thread.state()) : now.health();
    }

    @Override
    public void close() {
        if (!thread.close()) {
            return;
        }
        Transactor now = running;
        if (now != null) {
            now.stop();
        }
        thread.join(config.drain().plusSeconds(30));
        transformer.close();
    }
}
