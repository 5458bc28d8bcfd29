package io.milepost.launcher;

import io.micrometer.core.instrument.MeterRegistry;
import io.milepost.console.Console;
import io.milepost.device.DeviceStore;
import io.milepost.device.KafkaDeviceStore;
import io.milepost.gateway.Gateway;
import io.milepost.gateway.auth.TokenMint;
import io.milepost.gateway.http.Guest;
import io.milepost.launcher.config.NodeConfig;
import io.milepost.launcher.tracing.OtlpTracing;
import io.milepost.log.KafkaEventLog;
import io.milepost.log.LogConfig.TopicDefaults;
import io.milepost.log.fact.FactLog;
import io.milepost.log.fact.KafkaFactLog;
import io.milepost.trace.Tracing;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** A running node: the log and the gateway on it. */
final class Node implements AutoCloseable {
    private static final long SAY_EVERY_SECONDS = 10;

    private final Tracing tracing;
    private final KafkaEventLog log;
    private final KafkaPublisher publisher;
    private final DeviceStore devices;
    private final Gateway gateway;
    private final Console console;
    private final FactLog facts;
    private final Webhooks webhooks;

    private Node(
            Tracing tracing,
            KafkaEventLog log,
            KafkaPublisher publisher,
            DeviceStore devices,
            Gateway gateway,
            Console console,
            FactLog facts,
            Webhooks webhooks) {
        this.facts = facts;
        this.webhooks = webhooks;
        this.tracing = tracing;
        this.devices = devices;
        this.log = log;
        this.publisher = publisher;
        this.gateway = gateway;
        this.console = console;
    }

    /**
     * Starts a node and returns when a subscribe would succeed, however long Kafka takes to appear.
     *
     * @param progress told what is being waited for
     */
    static Node start(NodeConfig config, Consumer<String> progress) {
        Tracing tracing = OtlpTracing.open(config.tracing());
        KafkaEventLog log = KafkaEventLog.open(config.log(), config.streams(), tracing);
        KafkaPublisher publisher =
                new KafkaPublisher(config.streams(), config.log().kafka(), config.check());
        DeviceStore devices = config.devices()
                .<DeviceStore>map(topic -> new KafkaDeviceStore(
                        config.log().kafka(),
                        topic,
                        config.log().missingTopics().map(TopicDefaults::replicas)))
                .orElse(DeviceStore.NONE);
        Optional<KafkaFactLog> kept =
                config.webhooks().map(hooks -> new KafkaFactLog(config.log().kafka(), hooks.topic(), hooks.replicas()));
        FactLog facts = kept.<FactLog>map(there -> there).orElse(FactLog.NONE);
        Gateway gateway;
        try {
            gateway = Gateway.start(config.gateway(), log, publisher, devices, facts);
        } catch (RuntimeException e) {
            facts.close();
            devices.close();
            publisher.close();
            log.close();
            OtlpTracing.close(tracing);
            throw e;
        }
        Console console = new Console(
                config.console(),
                gateway.insight(),
                gateway.meters(),
                config.signing().map(TokenMint::new));
        gateway.mountForOperators(Console.PATH, console);
        Webhooks webhooks = config.webhooks()
                .map(hooks -> Webhooks.start(hooks, config.log().kafka(), console, gateway.meters(), tracing))
                .orElseGet(Webhooks::none);
        kept.ifPresent(there -> webhooks.whenBegun(there::begin));
        Node node = new Node(tracing, log, publisher, devices, gateway, console, facts, webhooks);
        try {
            node.awaitReady(String.valueOf(config.log().kafka().get("bootstrap.servers")), progress);
        } catch (RuntimeException e) {
            node.close();
            throw e;
        }
        return node;
    }

    private void awaitReady(String kafka, Consumer<String> progress) {
        long began = System.nanoTime();
        while (true) {
            try {
                log.ready().get(SAY_EVERY_SECONDS, TimeUnit.SECONDS);
                gateway.ready().join();
                return;
            } catch (TimeoutException e) {
                progress.accept("still reading the log of Kafka at " + kafka + " after "
                        + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began) + " s; is it there?");
            } catch (InterruptedException e) {
                throw new CommandFailedException("interrupted");
            } catch (ExecutionException | CompletionException e) {
                throw e.getCause() instanceof RuntimeException known ? known : new IllegalStateException(e);
            }
        }
    }

    /** Where parts of this process count that {@code /metrics} is to tell of. */
    MeterRegistry meters() {
        return gateway.meters();
    }

    /** Lets somebody answer at a path of the gateway's port. */
    void mount(String path, Guest guest) {
        gateway.mount(path, guest);
    }

    /** What operators see of it. */
    Console console() {
        return console;
    }

    /** Goes on with what of this configuration can be changed while it runs. */
    void change(NodeConfig changed) {
        gateway.change(changed.gateway());
        log.change(changed.log().routes());
    }

    /** The configuration as it is now has so many faults, and is not followed for them. */
    void faulty(int faults) {
        gateway.faulty(faults);
    }

    /** Where it is told what is done with events. */
    Tracing tracing() {
        return tracing;
    }

    int port() {
        return gateway.port();
    }

    /** Sends the clients away and stops. */
    @Override
    public void close() {
        gateway.drain();
        gateway.close();
        facts.close();
        webhooks.close();
        console.close();
        devices.close();
        publisher.close();
        log.close();
        OtlpTracing.close(tracing);
    }
}
