package io.milepost.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.milepost.broker.FreePort;
import io.milepost.gateway.TestClient;
import io.milepost.gateway.auth.TokenMint;
import io.milepost.launcher.config.NodeConfig;
import io.milepost.launcher.config.Settings;
import java.io.IOException;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway as it is shipped, with a log for machines, whose keys change while it runs. */
class OperatedGatewayIT {
    private static final String OLD = "the-secret-of-yesterday-that-is-long-enough";
    private static final String NEW = "the-secret-of-tomorrow-that-is-long-enough";

    @TempDir
    Path directory;

    @Test
    void itsLogIsJsonAndItFollowsItsConfiguration() throws Exception {
        Path secret = Files.writeString(directory.resolve("secret"), OLD);
        Path config = Files.writeString(
                directory.resolve("gateway.yaml"),
                "log: {format: json}\nreload: 200ms\nmanagementPort: 0\nauth: {secret: \"file:" + secret + "\"}\n");
        int port = FreePort.find();
        try (GatewayProcess gateway = GatewayProcess.startShipped(command(port, config))) {
            TestClient client = connect(port, OLD);
            client.send("{\"type\":\"subscribe\",\"channel\":\"team-1\"}");
            client.expect("subscribed");
            client.socket().sendClose(WebSocket.NORMAL_CLOSURE, "").join();
            JsonNode line = line(gateway, "connection ended");
            assertThat(line.path("logger_name").asText()).isEqualTo("io.milepost.connections");
            assertThat(line.path("user").asText()).isEqualTo("ada");
            assertThat(line.path("ended").asText()).isEqualTo("closed");
            assertThat(line.path("code").asInt()).isEqualTo(1000);
            assertThat(line.path("channels").asInt()).isEqualTo(1);

            replace(secret, NEW);
            await().atMost(Duration.ofSeconds(60)).until(() -> isTaken(port, NEW));
            assertThat(isTaken(port, OLD)).isFalse();
            assertThat(line(gateway, "the configuration has changed")
                            .path("level")
                            .asText())
                    .isEqualTo("INFO");

            routesChange(port, config, gateway);

            Files.writeString(config, "limits: {subscriptoins: 1}\n", StandardOpenOption.APPEND);
            assertThat(line(gateway, "the changed configuration is not followed")
                            .path("message")
                            .asText())
                    .contains("the nearest is limits.subscriptions");
            assertThat(gateway.terminate()).isEqualTo(143);
            line(gateway, "draining");
            assertThat(String.join("\n", gateway.errors())).doesNotContain(OLD).doesNotContain(NEW);
        }
    }

    /** At once: who looks finds the one or the other, and never a file that is being written. */
    private static void replace(Path file, String content) throws IOException {
        Path next = Files.writeString(file.resolveSibling(file.getFileName() + ".next"), content);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** What a client hears that is there all the while. */
    private static void routesChange(int port, Path config, GatewayProcess gateway) throws Exception {
        try (TestClient client = connect(port, NEW);
                TestClient speaker = connect(port, NEW)) {
            client.send("{\"type\":\"subscribe\",\"channel\":\"lobby\"}");
            client.expect("subscribed");
            publish(speaker, "note");
            client.expect("note");
            Files.writeString(config, "routes: [{type: note, to: []}]\n", StandardOpenOption.APPEND);
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> gateway.errors().stream().anyMatch(line -> line.contains("is followed: routes")));
            // It is said a moment before the tail has heard of it.
            await().atMost(Duration.ofSeconds(60)).until(() -> {
                publish(speaker, "note");
                publish(speaker, "other");
                if (client.next().path("type").asText().equals("other")) {
                    return true;
                }
                client.expect("other");
                return false;
            });
        }
    }

    private static void publish(TestClient speaker, String event) {
        speaker.send("{\"type\":\"publish\",\"channel\":\"lobby\",\"event\":\"" + event + "\",\"data\":{}}");
        speaker.expect("published");
    }

    private static JsonNode line(GatewayProcess gateway, String beginning) {
        return await().atMost(Duration.ofSeconds(60))
                .until(
                        () -> gateway.errors().stream()
                                .map(OperatedGatewayIT::json)
                                .filter(line -> line.path("message").asText().startsWith(beginning))
                                .toList(),
                        found -> !found.isEmpty())
                .get(0);
    }

    private static JsonNode json(String line) {
        try {
            return new ObjectMapper().readTree(line);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not a line of JSON: " + line, e);
        }
    }

    private static TestClient connect(int port, String secret) {
        String token = new TokenMint(secret)
                .mint(Map.of("sub", "ada", "channels", List.of("*"), "publish", List.of("*")), Duration.ofHours(1));
        return TestClient.connect("ws://127.0.0.1:" + port + "/ws?token=" + token);
    }

    private static boolean isTaken(int port, String secret) {
        try (TestClient client = connect(port, secret)) {
            return client.socket().getSubprotocol().isEmpty();
        } catch (CompletionException e) {
            return false;
        }
    }

    private static List<String> command(int port, Path config) {
        Settings settings = NodeUnderTest.settings(Map.of());
        List<String> command = new ArrayList<>(List.of(
                "gateway",
                "--config",
                config.toString(),
                "--port",
                Integer.toString(port),
                "--kafka",
                String.valueOf(NodeConfig.kafka(settings).get("bootstrap.servers"))));
        NodeConfig.read(settings, true).streams().all().forEach(stream -> {
            command.add("--set");
            command.add("streams." + stream.name() + ".topic=" + stream.topic());
        });
        return command;
    }
}
