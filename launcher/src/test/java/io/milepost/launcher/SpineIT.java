package io.milepost.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milepost.broker.FreePort;
import io.milepost.broker.TestKafka;
import io.milepost.channel.StreamSpec;
import io.milepost.channel.Streams;
import io.milepost.event.Json;
import io.milepost.gateway.Gateway;
import io.milepost.gateway.GatewayConfig;
import io.milepost.gateway.auth.AuthConfig;
import io.milepost.gateway.auth.TokenMint;
import io.milepost.gateway.limit.NodeLimits;
import io.milepost.gateway.session.SessionLimits;
import io.milepost.log.KafkaEventLog;
import io.milepost.log.LogConfig;
import io.milepost.producer.EventPublisher;
import io.milepost.producer.Publication;
import io.milepost.producer.Published;
import io.milepost.producer.PublisherConfig;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The main job, from end to end: 10,000 events over 50 channels of four streams, while 200 clients connect, are lost at
 * random moments and come back with their last cursors. Everything that is random follows from a seed, which is printed.
 */
class SpineIT {
    private static final int EVENTS = 10_000;
    private static final int CHANNELS = 50;
    private static final int CLIENTS = 200;
    private static final int BATCH = 100;
    private static final int CHAOS_EVERY_MS = 4;
    private static final List<String> STREAMS = List.of("activity", "goal", "milestone", "channels");
    private static final String SECRET = "the-secret-of-the-spine-and-of-nothing-else";

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Streams streams = freshStreams();
    private final Map<String, Integer> written = new HashMap<>();
    private final List<SpineClient> clients = new ArrayList<>();
    private final AtomicInteger port = new AtomicInteger();
    private EventLoopGroup loops;
    private EventPublisher publisher;

    @BeforeEach
    void begin() {
        System.out.println("seed " + seed);
        loops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
        publisher = new EventPublisher(new PublisherConfig(
                "/spine", streams, Map.of("bootstrap.servers", TestKafka.bootstrapServers()), Duration.ofSeconds(30)));
    }

    @AfterEach
    void end() {
        clients.forEach(SpineClient::stop);
        publisher.close();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    @Test
    void everyClientGetsExactlyWhatTheTopicsHold() {
        run(LogConfig.of(TestKafka.bootstrapServers()), 0);
    }

    @Test
    void theSameWithARingSoSmallThatCatchUpDoesTheWork() {
        LogConfig small = LogConfig.of(TestKafka.bootstrapServers()).withRing(LogConfig.LEAST_RING_BYTES, 0, 50);
        Gateway gateway = run(small, 0);
        assertThat(gateway.stats().replayed()).isGreaterThan(gateway.stats().deliveries());
    }

    @Test
    void readersThatStopForSecondsAreDemotedAndCaughtUpAndNeverCutOff() {
        Gateway gateway = run(LogConfig.of(TestKafka.bootstrapServers()), 2_000);
        assertThat(gateway.stats().demotions()).isPositive();
    }

    @Test
    void theSameWithTheGatewayKilledInBetween() throws Exception {
        port.set(FreePort.find());
        List<String> command = gatewayCommand();
        try (GatewayProcess first = GatewayProcess.start(command)) {
            startClients(0);
            ScheduledFuture<?> chaos = chaos(0);
            publish(EVENTS / 3, 0);
            first.kill();
            publish(EVENTS / 3, 0);
            try (GatewayProcess second = GatewayProcess.start(command)) {
                publish(EVENTS / 3, 0);
                second.kill();
                try (GatewayProcess third = GatewayProcess.start(command)) {
                    publish(EVENTS - 3 * (EVENTS / 3), 0);
                    chaos.cancel(false);
                    awaitEverything();
                    assertThat(third.terminate()).isEqualTo(143);
                }
            }
        }
    }

    /** Runs a gateway in this process, the clients against it, and compares. */
    private Gateway run(LogConfig config, int padding) {
        try (KafkaEventLog log = KafkaEventLog.open(config, streams);
                Gateway gateway = Gateway.start(
                        GatewayConfig.of("127.0.0.1", 0, AuthConfig.ofSecret(SECRET))
                                .withLimits(NodeLimits.NONE)
                                .withSessions(SessionLimits.DEFAULTS.withMessagesPerMinute(0)),
                        log)) {
            gateway.ready().orTimeout(60, TimeUnit.SECONDS).join();
            port.set(gateway.port());
            startClients(padding);
            ScheduledFuture<?> chaos = chaos(padding);
            publish(EVENTS, padding);
            chaos.cancel(false);
            awaitEverything();
            System.out.printf(
                    "%d connects, %d live, %d replayed, %d demotions, %d records caught up%n",
                    clients.stream().mapToInt(SpineClient::connects).sum(),
                    gateway.stats().deliveries(),
                    gateway.stats().replayed(),
                    gateway.stats().demotions(),
                    log.stats().caughtUp());
            assertThat(gateway.stats().gaps()).isZero();
            return gateway;
        }
    }

    private void startClients(int padding) {
        String token = new TokenMint(SECRET).mint(Map.of("sub", "ada", "channels", List.of("*")), Duration.ofHours(1));
        for (int i = 0; i < CLIENTS; i++) {
            // Where readers are to be slow, some have little room and follow much.
            boolean slow = padding > 0 && i < 10;
            Set<String> followed = new LinkedHashSet<>();
            int count = slow ? CHANNELS / 2 : 1 + random.nextInt(4);
            while (followed.size() < count) {
                followed.add("team-" + random.nextInt(CHANNELS));
            }
            clients.add(new SpineClient(
                    "client " + i, loops, port::get, token, List.copyOf(followed), slow ? 16 * 1024 : 0));
        }
        clients.forEach(SpineClient::start);
    }

    private ScheduledFuture<?> chaos(int padding) {
        return loops.next()
                .scheduleAtFixedRate(
                        () -> {
                            int victim = random.nextInt(clients.size());
                            if (padding > 0 && victim < 40) {
                                clients.get(victim % 10).pause(1_000 + random.nextInt(2_000));
                            } else {
                                clients.get(victim).drop();
                            }
                        },
                        CHAOS_EVERY_MS,
                        CHAOS_EVERY_MS,
                        TimeUnit.MILLISECONDS);
    }

    /** Writes events in batches, each when Kafka has the one before. */
    private void publish(int count, int padding) {
        String filler = "x".repeat(padding);
        for (int left = count; left > 0; left -= BATCH) {
            List<Publication> batch = new ArrayList<>();
            for (int i = 0; i < Math.min(BATCH, left); i++) {
                String stream = STREAMS.get(random.nextInt(STREAMS.size()));
                String channel = "team-" + random.nextInt(CHANNELS);
                int n = written.merge(channel + " " + stream, 1, Integer::sum) - 1;
                String key = stream.equals("channels") ? channel : channel.substring("team-".length());
                batch.add(Publication.of(
                        stream,
                        key,
                        stream + "-happened",
                        Json.of("{\"stream\":\"" + stream + "\",\"n\":" + n + ",\"filler\":\"" + filler + "\"}")));
            }
            List<CompletableFuture<Published>> sent = publisher.publishAll(batch);
            CompletableFuture.allOf(sent.toArray(CompletableFuture<?>[]::new)).join();
        }
    }

    private void awaitEverything() {
        await().atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> {
                    clients.forEach(client ->
                            assertThat(client.faults()).as("seed %d", seed).isEmpty());
                    return clients.stream().allMatch(this::hasEverything);
                });
        for (SpineClient client : clients) {
            assertThat(client.faults()).as("seed %d", seed).isEmpty();
            for (String channel : client.channels()) {
                for (String stream : STREAMS) {
                    assertThat(client.count(channel, stream))
                            .as("seed %d, %s %s", seed, channel, stream)
                            .isEqualTo(written.getOrDefault(channel + " " + stream, 0));
                }
            }
        }
    }

    private boolean hasEverything(SpineClient client) {
        return client.channels().stream()
                .allMatch(channel -> STREAMS.stream()
                        .allMatch(stream ->
                                client.count(channel, stream) >= written.getOrDefault(channel + " " + stream, 0)));
    }

    private List<String> gatewayCommand() {
        List<String> command = new ArrayList<>(List.of(
                "gateway",
                "--kafka",
                TestKafka.bootstrapServers(),
                "--port",
                Integer.toString(port.get()),
                "--set",
                "managementPort=0",
                "--set",
                "limits.connectionsPerUser=0",
                "--set",
                "limits.messagesPerMinute=0",
                "--set",
                "auth.secret=" + SECRET));
        for (StreamSpec stream : streams.all()) {
            command.add("--set");
            command.add("streams." + stream.name() + ".topic=" + stream.topic());
        }
        return command;
    }

    private static Streams freshStreams() {
        String suffix = "-" + UUID.randomUUID();
        return Streams.of(Streams.DEFAULTS.all().stream()
                .map(stream -> new StreamSpec(
                        stream.name(),
                        stream.name() + suffix,
                        stream.template(),
                        stream.defaultType(),
                        stream.delivery(),
                        stream.isPublic()))
                .toList());
    }
}
