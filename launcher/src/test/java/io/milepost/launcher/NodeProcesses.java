package io.milepost.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.milepost.broker.FreePort;
import io.milepost.launcher.config.Settings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Several gateways as processes on the test's Kafka, and what a balancer does before them: it asks each now and then whether it is
 * ready, and sends clients to those that are, in turn.
 */
final class NodeProcesses implements AutoCloseable {
    private static final Duration LONG = Duration.ofSeconds(90);
    private static final long LOOK_EVERY_MS = 100;
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, String> said;
    private final List<One> nodes = new ArrayList<>();
    private final AtomicInteger turn = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ScheduledExecutorService look = Executors.newSingleThreadScheduledExecutor();
    /** Written by the one that looks alone. */
    private volatile int mostAway;

    /** One node, whether it runs or not. */
    private static final class One {
        private final int port = FreePort.find();
        private final int managementPort = FreePort.find();
        private @Nullable GatewayProcess process;
        private volatile boolean ready;
    }

    /**
     * None runs yet.
     *
     * @param more what they are told, beside the topics of the test's own
     */
    NodeProcesses(int count, Map<String, String> more) {
        said = NodeUnderTest.said(more);
        IntStream.range(0, count).forEach(i -> nodes.add(new One()));
        look.scheduleWithFixedDelay(this::look, LOOK_EVERY_MS, LOOK_EVERY_MS, TimeUnit.MILLISECONDS);
    }

    /** What all of them are told. */
    Settings settings() {
        return Settings.load(Path.of("milepost.yaml"), Map.of(), said);
    }

    String setting(String name) {
        return said.getOrDefault(name, "");
    }

    int port(int node) {
        return nodes.get(node).port;
    }

    /** Starts those that do not run, at once, and returns when all are ready. */
    void startAll() throws Exception {
        List<CompletableFuture<Void>> starts = IntStream.range(0, nodes.size())
                .filter(node -> nodes.get(node).process == null)
                .mapToObj(node -> CompletableFuture.runAsync(() -> start(node), threads))
                .toList();
        CompletableFuture.allOf(starts.toArray(CompletableFuture<?>[]::new)).get(LONG.toSeconds(), TimeUnit.SECONDS);
        look.submit(() -> mostAway = 0).get(LONG.toSeconds(), TimeUnit.SECONDS);
    }

    /** Starts one, and returns when the balancer knows. */
    void start(int node) {
        One one = nodes.get(node);
        List<String> command = new ArrayList<>(List.of("gateway"));
        said.forEach((name, value) -> command.addAll(List.of("--set", name + "=" + value)));
        command.addAll(List.of("--set", "port=" + one.port, "--set", "managementPort=" + one.managementPort));
        one.process = GatewayProcess.start(command);
        await().atMost(LONG).until(() -> one.ready);
    }

    /** SIGKILL. */
    void kill(int node) throws InterruptedException {
        process(node).kill();
        nodes.get(node).process = null;
    }

    /** SIGTERM; completes when it has ended in order. */
    CompletableFuture<Void> terminate(int node) {
        GatewayProcess process = process(node);
        nodes.get(node).process = null;
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        assertThat(process.terminate()).isEqualTo(143);
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                },
                threads);
    }

    private GatewayProcess process(int node) {
        GatewayProcess process = nodes.get(node).process;
        assertThat(process).as("node %s runs", node).isNotNull();
        return process;
    }

    /** The port of one that was ready when it was last asked, each in its turn. */
    int next() {
        List<One> ready = nodes.stream().filter(one -> one.ready).toList();
        List<One> some = ready.isEmpty() ? nodes : ready;
        return some.get(Math.floorMod(turn.getAndIncrement(), some.size())).port;
    }

    /** How one says that it is, such as {@code ready}; {@code away} if it does not answer. */
    String status(int node) {
        return status(nodes.get(node));
    }

    /** How many were not ready at once, at most, since all were started. */
    int mostAway() {
        return mostAway;
    }

    /** What one answers to a request for JSON. */
    JsonNode get(int node, String path) throws IOException {
        return get("http://127.0.0.1:" + port(node) + path);
    }

    private void look() {
        nodes.forEach(one -> one.ready = status(one).equals("ready"));
        mostAway = Math.max(
                mostAway, (int) nodes.stream().filter(one -> !one.ready).count());
    }

    private static String status(One one) {
        try {
            return get("http://127.0.0.1:" + one.managementPort + "/readyz")
                    .path("status")
                    .asText();
        } catch (IOException e) {
            return "away";
        }
    }

    private static JsonNode get(String address) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address))
                .timeout(Duration.ofSeconds(10))
                .build();
        try {
            return JSON.readTree(
                    HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return JSON.missingNode();
        }
    }

    @Override
    public void close() {
        look.shutdownNow();
        threads.shutdownNow();
        nodes.stream().map(one -> one.process).forEach(process -> {
            if (process != null) {
                process.close();
            }
        });
    }
}
