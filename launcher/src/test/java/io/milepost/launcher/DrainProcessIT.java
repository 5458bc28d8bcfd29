package io.milepost.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milepost.broker.FreePort;
import io.milepost.event.Json;
import io.milepost.gateway.SseClient;
import io.milepost.gateway.auth.TokenMint;
import io.milepost.launcher.config.NodeConfig;
import io.milepost.launcher.config.Settings;
import io.milepost.producer.EventPublisher;
import io.milepost.producer.Publication;
import io.milepost.producer.Published;
import io.milepost.producer.PublisherConfig;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A node is sent SIGTERM while events flow: it is not ready any more, its clients go to another node a few a second, though they
 * heed nothing but that they were closed, and nobody misses anything.
 */
class DrainProcessIT {
    private static final int CLIENTS = 240;
    private static final int PER_SECOND = 40;
    private static final int CHANNELS = 4;
    private static final Duration LONG = Duration.ofSeconds(90);
    private static final String SECRET = "the-secret-of-the-drain-and-of-nothing-else";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Settings settings = NodeUnderTest.settings(Map.of());
    private final String token =
            new TokenMint(SECRET).mint(Map.of("sub", "ada", "channels", List.of("*")), Duration.ofHours(1));
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final List<SpineClient> clients = new ArrayList<>();
    private final AtomicInteger target = new AtomicInteger();
    private final List<CompletableFuture<Published>> written = new ArrayList<>();

    @AfterEach
    void end() {
        clock.shutdownNow();
        clients.forEach(SpineClient::stop);
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    @Test
    void clientsComeBackElsewhereAFewASecond() throws Exception {
        int first = FreePort.find();
        try (EventPublisher service = service();
                GatewayProcess going = GatewayProcess.start(command(first))) {
            int second = FreePort.find();
            try (GatewayProcess staying = GatewayProcess.start(command(second))) {
                target.set(first);
                startClients();
                SseClient stream = new SseClient("http://127.0.0.1:" + first + "/sse?channel=lobby&token=" + token, "");
                clock.scheduleWithFixedDelay(() -> write(service), 0, 20, TimeUnit.MILLISECONDS);
                await().atMost(LONG).until(() -> returns(1) == CLIENTS);
                assertThat(get(first, "/readyz").statusCode()).isEqualTo(200);

                target.set(second);
                CompletableFuture<Integer> ended = CompletableFuture.supplyAsync(() -> exit(going));
                await().atMost(LONG).until(() -> get(first, "/readyz").statusCode() == 503);
                assertThat(get(first, "/healthz").statusCode()).isEqualTo(200);
                assertThat(get(first, "/sse?channel=lobby&token=" + token).statusCode())
                        .isEqualTo(503);
                assertThat(returns(2))
                        .as("not ready before the clients have gone")
                        .isLessThan(CLIENTS);

                NavigableMap<Long, Integer> seen = watchReturns();
                assertThat(ended.get(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo(143);
                assertThat(stream.next().path("type").asText()).isEqualTo("reconnect");
                System.out.println("at most " + most(seen) + " of " + CLIENTS + " in a second");
                assertThat(most(seen)).isLessThan(CLIENTS / 2);
                assertThat(returns(3)).as("back once and no more").isZero();
                finish();
                assertThat(staying.terminate()).isEqualTo(143);
            }
        }
    }

    private EventPublisher service() {
        return new EventPublisher(new PublisherConfig(
                "/service",
                NodeConfig.read(settings, true).streams(),
                NodeConfig.kafka(settings),
                Duration.ofSeconds(30)));
    }

    private void startClients() {
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(new SpineClient("client " + i, loops, target::get, token, List.of("team-" + i % CHANNELS), 0));
        }
        clients.forEach(SpineClient::start);
    }

    private void write(EventPublisher service) {
        int n = written.size();
        written.add(service.publish(Publication.of(
                "activity",
                Integer.toString(n % CHANNELS),
                "walked",
                Json.of("{\"stream\":\"activity\",\"n\":" + n / CHANNELS + "}"))));
    }

    private static int exit(GatewayProcess process) {
        try {
            return process.terminate();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** How many have connected so often. */
    private long returns(int times) {
        return clients.stream().filter(client -> client.connects() >= times).count();
    }

    /** By when it was looked, in milliseconds, how many had come back; until all have. */
    private NavigableMap<Long, Integer> watchReturns() {
        NavigableMap<Long, Integer> seen = new TreeMap<>();
        await().atMost(LONG).pollInterval(Duration.ofMillis(50)).until(() -> {
            int now = (int) returns(2);
            seen.put(TimeUnit.NANOSECONDS.toMillis(System.nanoTime()), now);
            return now == CLIENTS;
        });
        return seen;
    }

    private static int most(NavigableMap<Long, Integer> seen) {
        return seen.entrySet().stream()
                .mapToInt(at ->
                        at.getValue() - seen.ceilingEntry(at.getKey() - 1_000).getValue())
                .max()
                .orElseThrow();
    }

    /** Stops writing; everybody has had everything once and in order. */
    private void finish() throws Exception {
        clock.shutdown();
        assertThat(clock.awaitTermination(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        CompletableFuture.allOf(written.toArray(CompletableFuture<?>[]::new)).get(LONG.toSeconds(), TimeUnit.SECONDS);
        await().atMost(LONG).untilAsserted(() -> {
            for (SpineClient client : clients) {
                int channel = Integer.parseInt(client.channels().get(0).substring("team-".length()));
                assertThat(client.count("team-" + channel, "activity"))
                        .isEqualTo((written.size() - channel + CHANNELS - 1) / CHANNELS);
            }
        });
        assertThat(clients).allMatch(client -> client.faults().isEmpty());
    }

    private static HttpResponse<String> get(int port, String path) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private List<String> command(int port) {
        List<String> command = new ArrayList<>(List.of("gateway", "--port", Integer.toString(port)));
        List<String> said = new ArrayList<>(List.of(
                "managementPort=0",
                "auth.secret=" + SECRET,
                "limits.connectionsPerUser=0",
                "drain=30s",
                "drainPerSecond=" + PER_SECOND,
                "kafka=" + NodeConfig.kafka(settings).get("bootstrap.servers")));
        NodeConfig.read(settings, true)
                .streams()
                .all()
                .forEach(stream -> said.add("streams." + stream.name() + ".topic=" + stream.topic()));
        said.forEach(setting -> command.addAll(List.of("--set", setting)));
        return command;
    }
}
