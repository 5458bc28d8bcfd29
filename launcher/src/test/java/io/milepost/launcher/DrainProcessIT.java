package io.milepost.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milepost.broker.FreePort;
import io.milepost.gateway.SseClient;
import io.milepost.gateway.auth.TokenMint;
import io.milepost.launcher.config.NodeConfig;
import io.milepost.launcher.config.Settings;
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
import java.util.concurrent.CompletableFuture;
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
    /** Each event loop tells one at once. */
    private static final int FIRST = 10;

    private static final int CHANNELS = 4;
    private static final Duration LONG = Duration.ofSeconds(90);
    private static final String SECRET = "the-secret-of-the-drain-and-of-nothing-else";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Settings settings = NodeUnderTest.settings(Map.of());
    private final String token =
            new TokenMint(SECRET).mint(Map.of("sub", "ada", "channels", List.of("*")), Duration.ofHours(1));
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final List<SpineClient> clients = new ArrayList<>();
    private final AtomicInteger target = new AtomicInteger();

    @AfterEach
    void end() {
        clients.forEach(SpineClient::stop);
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    @Test
    void clientsComeBackElsewhereAFewASecond() throws Exception {
        int first = FreePort.find();
        try (SteadyEvents events = new SteadyEvents(settings, "", CHANNELS);
                GatewayProcess going = GatewayProcess.start(command(first))) {
            int second = FreePort.find();
            try (GatewayProcess staying = GatewayProcess.start(command(second))) {
                target.set(first);
                startClients();
                SseClient stream = new SseClient("http://127.0.0.1:" + first + "/sse?channel=lobby&token=" + token, "");
                events.begin(20);
                await().atMost(LONG).until(() -> returns(1) == CLIENTS);
                assertThat(get(first, "/readyz").statusCode()).isEqualTo(200);

                target.set(second);
                long began = System.nanoTime();
                CompletableFuture<Integer> ended = CompletableFuture.supplyAsync(() -> exit(going));
                await().atMost(LONG).until(() -> get(first, "/readyz").statusCode() == 503);
                assertThat(get(first, "/healthz").statusCode()).isEqualTo(200);
                assertThat(get(first, "/sse?channel=lobby&token=" + token).statusCode())
                        .isEqualTo(503);
                assertThat(returns(2))
                        .as("not ready before the clients have gone")
                        .isLessThan(CLIENTS);

                watchReturns(began);
                assertThat(ended.get(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo(143);
                assertThat(stream.next().path("type").asText()).isEqualTo("reconnect");
                assertThat(returns(3)).as("back once and no more").isZero();
                events.finish(clients);
                assertThat(staying.terminate()).isEqualTo(143);
            }
        }
    }

    private void startClients() {
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(new SpineClient("client " + i, loops, target::get, token, List.of("team-" + i % CHANNELS), 0));
        }
        clients.forEach(SpineClient::start);
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

    /** Until all have come back: a machine that stands still makes them late, and none of them early. */
    private void watchReturns(long began) {
        await().atMost(LONG).pollInterval(Duration.ofMillis(50)).until(() -> {
            long back = returns(2);
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
            assertThat(back).as("back after %s ms", millis).isLessThanOrEqualTo(PER_SECOND * millis / 1_000 + FIRST);
            return back == CLIENTS;
        });
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
