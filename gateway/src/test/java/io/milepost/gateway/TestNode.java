package io.milepost.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import io.milepost.broker.TestKafka;
import io.milepost.channel.StreamSpec;
import io.milepost.channel.StreamSpec.Delivery;
import io.milepost.channel.Streams;
import io.milepost.device.KafkaDeviceStore;
import io.milepost.event.Event;
import io.milepost.event.EventWriter;
import io.milepost.event.Json;
import io.milepost.event.Rfc3339;
import io.milepost.gateway.auth.AuthConfig;
import io.milepost.gateway.auth.TokenMint;
import io.milepost.gateway.device.DevicePace;
import io.milepost.gateway.limit.NodeLimits;
import io.milepost.gateway.session.SessionLimits;
import io.milepost.log.KafkaEventLog;
import io.milepost.log.LogConfig;
import io.milepost.log.fact.FactLog;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A node on the test's Kafka, with topics that nobody else uses. */
public final class TestNode implements AutoCloseable {
    public static final String SECRET = "a-secret-for-tests-that-is-long-enough";

    private final Streams streams;
    private final KafkaProducer<byte[], byte[]> producer;
    private final LongAdder published = new LongAdder();
    private final KafkaEventLog log;
    private final HeldDevices devices;
    private final FactLog facts;
    private final Gateway gateway;
    private volatile boolean publishing = true;

    private TestNode(Streams streams, LogConfig logConfig, UnaryOperator<GatewayConfig> change, FactLog facts) {
        this.streams = streams;
        this.facts = facts;
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", TestKafka.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        this.log = KafkaEventLog.open(logConfig, streams);
        this.devices = new HeldDevices(
                new KafkaDeviceStore(logConfig.kafka(), KafkaDeviceStore.TOPIC, Optional.of((short) -1)));
        this.gateway = Gateway.start(
                change.apply(GatewayConfig.of("127.0.0.1", 0, AuthConfig.ofSecret(SECRET))
                        .withSessions(SessionLimits.DEFAULTS.withMessagesPerMinute(0))
                        .withLimits(NodeLimits.NONE)),
                log,
                this::publish,
                devices,
                DevicePace.DEFAULT.withPatience(Duration.ZERO),
                facts);
        gateway.ready().orTimeout(60, TimeUnit.SECONDS).join();
    }

    public static TestNode start() {
        return start(UnaryOperator.identity(), UnaryOperator.identity());
    }

    public static TestNode start(UnaryOperator<LogConfig> log, UnaryOperator<GatewayConfig> gateway) {
        return on(freshStreams(), log, gateway);
    }

    public static TestNode on(Streams streams, UnaryOperator<LogConfig> log, UnaryOperator<GatewayConfig> gateway) {
        return on(streams, log, gateway, FactLog.NONE);
    }

    /** The same, writing what its apps' webhooks are to tell; closed with it. */
    public static TestNode on(
            Streams streams, UnaryOperator<LogConfig> log, UnaryOperator<GatewayConfig> gateway, FactLog facts) {
        LogConfig config = LogConfig.of(TestKafka.bootstrapServers()).withWatchInterval(Duration.ofMillis(500));
        return new TestNode(streams, log.apply(config), gateway, facts);
    }

    /** The default streams, on topics with names of their own. */
    public static Streams freshStreams() {
        String suffix = "-" + UUID.randomUUID();
        List<StreamSpec> streams = Streams.DEFAULTS.all().stream()
                .map(stream -> new StreamSpec(
                        stream.name(),
                        stream.name() + suffix,
                        stream.template(),
                        stream.defaultType(),
                        Delivery.ALL,
                        stream.isPublic(),
                        stream.types(),
                        stream.publish(),
                        stream.signal()))
                .toList();
        return Streams.of(streams);
    }

    public Gateway gateway() {
        return gateway;
    }

    public KafkaEventLog log() {
        return log;
    }

    public Streams streams() {
        return streams;
    }

    public String topic(String stream) {
        return streams.named(stream).orElseThrow().topic();
    }

    public String http() {
        return "http://127.0.0.1:" + gateway.port();
    }

    public String ws() {
        return "ws://127.0.0.1:" + gateway.port() + "/ws";
    }

    /** Connects a user who may follow everything that is not closed. */
    public TestClient connect(String user) {
        return connect(user, List.of("*"));
    }

    public TestClient connect(String user, List<String> channels) {
        return TestClient.connect(ws() + "?token=" + token(user, channels));
    }

    public static String token(String user, List<String> channels) {
        return new TokenMint(SECRET).mint(Map.of("sub", user, "channels", channels), Duration.ofMinutes(10));
    }

    /** Publishes an event whose data is a number. */
    public Future<RecordMetadata> publish(String stream, String key, String type, long number) {
        Event event = new Event(
                stream + "-" + key + "-" + number,
                "/test",
                type,
                Rfc3339.now(),
                null,
                Json.of("{\"n\":" + number + "}"));
        return publish(stream, key, event);
    }

    public Future<RecordMetadata> publish(String stream, String key, Event event) {
        published.increment();
        return producer.send(EventWriter.write(event, topic(stream), key));
    }

    /** Lets what clients publish fail from now on, or no longer. */
    public void publishing(boolean works) {
        publishing = works;
    }

    /** Lets nobody know where a device stands before this is complete. */
    public void holdDevices(CompletableFuture<?> until) {
        devices.hold(until);
    }

    /** What clients publish. */
    private CompletableFuture<?> publish(StreamSpec stream, String key, Event event) {
        CompletableFuture<Object> done = new CompletableFuture<>();
        if (!publishing) {
            done.completeExceptionally(new IOException("the test is without Kafka"));
            return done;
        }
        published.increment();
        producer.send(EventWriter.write(event, stream.topic(), key), (position, failure) -> {
            if (failure == null) {
                done.complete(position);
            } else {
                done.completeExceptionally(failure);
            }
        });
        return done;
    }

    /** Publishes a record as it is, to this stream's topic. */
    public Future<RecordMetadata> publish(ProducerRecord<byte[], byte[]> record) {
        published.increment();
        return producer.send(record);
    }

    public void publishRaw(String stream, String key, String value) {
        published.increment();
        producer.send(new ProducerRecord<>(topic(stream), key.getBytes(UTF_8), value.getBytes(UTF_8)));
    }

    /** Returns when everything published by this node's producer has been read by its tail. */
    public void settle() {
        producer.flush();
        await().until(() -> log.stats().records() >= published.sum());
    }

    /** Ends without a word to other nodes: Kafka is gone for it before it knows. */
    public void die() {
        log.close();
        facts.close();
        gateway.close();
        producer.close();
    }

    @Override
    public void close() {
        gateway.close();
        facts.close();
        devices.close();
        log.close();
        producer.close();
    }
}
