package io.milepost.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.milepost.fanout.Fanout;
import io.milepost.gateway.TestClient;
import io.milepost.gateway.auth.TokenMint;
import io.milepost.launcher.config.NodeConfig;
import io.milepost.launcher.config.Settings;
import io.milepost.trace.Tracing;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A Kafka that wants TLS and a password of everybody: all that a node and a fan-out do with it, and what is said of a wrong one. */
class KafkaSecurityIT {
    private static final String SECRET = "a-secret-for-tests-that-is-long-enough";

    @TempDir
    static Path directory;

    private static SecuredKafka kafka;

    @BeforeAll
    static void start() throws Exception {
        kafka = SecuredKafka.start(directory);
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    private static Settings settings(Map<String, String> more) throws Exception {
        Map<String, String> said = new LinkedHashMap<>(kafka.settings(SecuredKafka.PASSWORD));
        said.put("auth.secret", SECRET);
        said.put("port", "0");
        said.put("managementPort", "0");
        said.put("topics.partitions", "1");
        said.putAll(more);
        return Settings.load(Path.of("milepost.yaml"), Map.of(), said);
    }

    @Test
    void aNodeReadsWritesAndRemembers() throws Exception {
        try (Node node = Node.start(NodeConfig.read(settings(Map.of()), false), words -> {})) {
            String token = new TokenMint(SECRET)
                    .mint(
                            Map.of("sub", "ada", "channels", List.of("*"), "publish", List.of("*")),
                            Duration.ofMinutes(10));
            String address = "ws://127.0.0.1:" + node.port() + "/ws?device=phone&token=" + token;
            try (TestClient client = TestClient.connect(address)) {
                client.send("{\"type\":\"subscribe\",\"channel\":\"chat-lobby\"}");
                client.expect("subscribed");
                String cursor = say(client, "one").path("cursor").asText();
                client.send("{\"type\":\"ack\",\"channel\":\"chat-lobby\",\"cursor\":\"" + cursor + "\"}");
                say(client, "two");
            }
            // Its place is kept in Kafka before the next one comes.
            await().untilAsserted(() -> {
                try (TestClient again = TestClient.connect(address)) {
                    again.send("{\"type\":\"subscribe\",\"channel\":\"chat-lobby\",\"since\":\"device\"}");
                    again.expect("subscribed");
                    assertThat(again.expect("message").at("/data/text").asText())
                            .isEqualTo("two");
                }
            });
            HttpClient http = HttpClient.newHttpClient();
            String at = "http://127.0.0.1:" + node.port();
            await().untilAsserted(() ->
                    assertThat(get(http, at + "/metrics", token)).containsPattern("(?m)^milepost_nodes 1\\.0$"));
            assertThat(get(http, at + "/api/channels/chat-lobby/events", token)).contains("\"one\"", "\"two\"");
        }
    }

    private static JsonNode say(TestClient client, String text) {
        client.send("{\"type\":\"publish\",\"channel\":\"chat-lobby\",\"event\":\"message\",\"data\":{\"text\":\""
                + text + "\"}}");
        JsonNode first = client.next();
        JsonNode second = client.next();
        assertThat(List.of(first.path("type").asText(), second.path("type").asText()))
                .containsExactlyInAnyOrder("published", "message");
        return first.path("type").asText().equals("message") ? first : second;
    }

    private static String get(HttpClient http, String address, String token) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address))
                .header("Authorization", "Bearer " + token)
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    @Test
    void aFanOutDelivers() throws Exception {
        List<String> told = new CopyOnWriteArrayList<>();
        HttpServer pusher = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        pusher.createContext("/apps/1001/", exchange -> {
            try (exchange) {
                told.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
                exchange.sendResponseHeaders(200, 2);
                exchange.getResponseBody().write("{}".getBytes(UTF_8));
            }
        });
        pusher.start();
        Settings settings = settings(Map.of(
                "fanouts.pusher.streams",
                "activity",
                "fanouts.pusher.trail",
                "true",
                "fanouts.pusher.appId",
                "1001",
                "fanouts.pusher.key",
                "key",
                "fanouts.pusher.secret",
                "secret",
                "fanouts.pusher.scheme",
                "http",
                "fanouts.pusher.host",
                "127.0.0.1",
                "fanouts.pusher.port",
                Integer.toString(pusher.getAddress().getPort()),
                "fanouts.pusher.from",
                "earliest"));
        try (Fanout fanout = new Fanouts(settings, new SimpleMeterRegistry(), Tracing.OFF, false)
                .open(Set.of("pusher"))
                .get("pusher")) {
            settings.check();
            fanout.start();
            List<String> publish =
                    new ArrayList<>(List.of("publish", "--stream", "activity", "--key", "7", "--type", "walked"));
            publish.addAll(List.of("--data", "{\"miles\":4711}"));
            said(SecuredKafka.PASSWORD).forEach(one -> publish.addAll(List.of("--set", one)));
            assertThat(Milepost.commandLine().execute(publish.toArray(String[]::new)))
                    .isZero();
            await().atMost(Duration.ofSeconds(60)).until(() -> told.stream().anyMatch(body -> body.contains("4711")));
        } finally {
            pusher.stop(0);
        }
    }

    /** As {@code --set} takes it. */
    private static List<String> said(String password) throws Exception {
        return kafka.settings(password).entrySet().stream()
                .map(one -> one.getKey() + "=" + one.getValue())
                .toList();
    }

    @Test
    void aWrongPasswordIsSaidAndNotRepeated() throws Exception {
        for (String command : List.of("gateway", "revoke")) {
            List<String> arguments = new ArrayList<>(List.of(command));
            arguments.addAll(
                    command.equals("gateway")
                            ? List.of("--port", "0", "--set", "managementPort=0", "--set", "auth.secret=" + SECRET)
                            : List.of("--user", "ada"));
            said("a-wrong-password").forEach(one -> arguments.addAll(List.of("--set", one)));
            StringWriter err = new StringWriter();
            CommandLine line = Milepost.commandLine().setErr(new PrintWriter(err));
            assertThat(line.execute(arguments.toArray(String[]::new)))
                    .as(command)
                    .isEqualTo(1);
            assertThat(err.toString())
                    .contains("Kafka: Authentication failed", "kafkaSettings.sasl_jaas_config")
                    .doesNotContain("a-wrong-password");
        }
    }

    @Test
    void aCertificateThatIsNotTrustedIsSaid() throws Exception {
        List<String> arguments = new ArrayList<>(List.of("revoke", "--user", "ada"));
        said(SecuredKafka.PASSWORD).stream()
                .filter(one -> !one.contains("truststore"))
                .forEach(one -> arguments.addAll(List.of("--set", one)));
        StringWriter err = new StringWriter();
        CommandLine line = Milepost.commandLine().setErr(new PrintWriter(err));
        assertThat(line.execute(arguments.toArray(String[]::new))).isEqualTo(1);
        assertThat(err.toString()).contains("kafkaSettings.ssl_truststore_location");
    }
}
