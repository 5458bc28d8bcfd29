package io.milepost.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.milepost.gateway.TestClient;
import io.milepost.gateway.auth.TokenMint;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** docker-compose.yml in real containers, but for Grafana. {@code deploy/verify.sh} runs it; without {@code -Dengine=required} it is skipped. */
@EnabledIfSystemProperty(
        named = "engine",
        matches = "required",
        disabledReason = "starts containers, which deploy/verify.sh does: -Dengine=required with a Docker engine")
class ComposeIT {
    private static final Duration LONG = Duration.ofMinutes(4);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Path DASHBOARDS = Path.of("../deploy/grafana/dashboards");

    @TempDir
    static Path directory;

    private static ComposeProject project;
    private static TokenMint mint;

    @BeforeAll
    static void bringUp() throws Exception {
        assertThat(ComposeProject.isThere()).as("docker info finds an engine").isTrue();
        project = ComposeProject.prepare(directory);
        mint = new TokenMint(Files.readString(directory.resolve("jwt")));
        project.compose("build", "gateway-1");
        project.compose("up", "-d", "balancer", "fanout-email", "mail", "prometheus");
        for (String service : List.of("gateway-1", "gateway-2", "fanout-email", "balancer", "prometheus", "kafka")) {
            await(service)
                    .atMost(LONG)
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> project.inspect(service, "{{.State.Health.Status}}"), "healthy"::equals);
        }
    }

    @AfterAll
    static void takeDown() throws Exception {
        if (project != null) {
            project.takeDown();
        }
    }

    private static HttpResponse<String> get(String variable, String path) throws Exception {
        URI address = URI.create("http://127.0.0.1:" + project.port(variable) + path);
        return HTTP.send(
                HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(20)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode prometheus(String path) throws Exception {
        HttpResponse<String> answer = get("PROMETHEUS_PORT", path);
        assertThat(answer.statusCode()).as(path + ": " + answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body()).path("data");
    }

    private static void publish(String stream, String key, String type, String data) {
        Cli published = Cli.run(
                "publish",
                "--kafka",
                "127.0.0.1:" + project.port("KAFKA_PORT"),
                "--stream",
                stream,
                "--key",
                key,
                "--type",
                type,
                "--data",
                data);
        assertThat(published.exit()).as(published.err()).isZero();
    }

    private static TestClient follow(String since) {
        String token = mint.mint(Map.of("sub", "ada", "channels", List.of("team-*")), Duration.ofHours(1));
        TestClient client =
                TestClient.connect("ws://127.0.0.1:" + project.port("MILEPOST_PORT") + "/ws?token=" + token);
        client.send("{\"type\":\"subscribe\",\"channel\":\"team-otters\"" + since + "}");
        client.expect("subscribed");
        return client;
    }

    /** The node that has the only client, as it says on its management port. */
    private static int nodeOfTheClient() throws Exception {
        List<Integer> having = Stream.of(1, 2).filter(ComposeIT::hasAClient).toList();
        assertThat(having).hasSize(1);
        return having.get(0);
    }

    private static boolean hasAClient(int node) {
        try {
            return get("GATEWAY_" + node + "_MANAGEMENT_PORT", "/metrics")
                    .body()
                    .lines()
                    .anyMatch("milepost_connections 1.0"::equals);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aClientGoesOnWithTheOtherNode() throws Exception {
        TestClient client = follow("");
        publish("goal", "otters", "goal-moved", "{\"km\":1}");
        JsonNode first = client.expect("goal-moved");
        assertThat(first.at("/data/km").asInt()).isEqualTo(1);
        int before = nodeOfTheClient();
        String cursor = first.path("cursor").asText();

        CompletableFuture<Long> stopped = CompletableFuture.supplyAsync(() -> stop(before));
        client.expect("reconnect");
        assertThat(client.closeCode()).isEqualTo(1001);
        IntStream.rangeClosed(2, 4).forEach(km -> publish("goal", "otters", "goal-moved", "{\"km\":" + km + "}"));

        TestClient back = follow(",\"since\":\"" + cursor + "\"");
        assertThat(back.expect("goal-moved", 3))
                .extracting(event -> event.at("/data/km").asInt())
                .containsExactly(2, 3, 4);
        back.expect("live");
        assertThat(stopped.get(1, TimeUnit.MINUTES)).as("seconds to go").isLessThan(20);
        assertThat(project.inspect("gateway-" + before, "{{.State.ExitCode}}")).isEqualTo("143");
        assertThat(hasAClient(3 - before)).as("the other node").isTrue();
        publish("goal", "otters", "goal-moved", "{\"km\":5}");
        assertThat(back.expect("goal-moved").at("/data/km").asInt()).isEqualTo(5);

        project.compose("start", "gateway-" + before);
        await().atMost(LONG)
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> project.inspect("gateway-" + before, "{{.State.Health.Status}}"), "healthy"::equals);
        back.close();
    }

    private static long stop(int node) {
        long began = System.nanoTime();
        try {
            project.compose("stop", "gateway-" + node);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began);
    }

    @Test
    void anEventBecomesMail() throws Exception {
        publish(
                "milestone",
                "otters",
                "milestone-reached",
                "{\"name\":\"Halfway\",\"recipients\":[{\"address\":\"bob@example.com\"}]}");
        await().atMost(LONG).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
            HttpResponse<String> inbox = get("MAIL_HTTP_PORT", "/api/user/bob@example.com/messages/INBOX/");
            assertThat(inbox.body()).contains("Halfway");
        });
    }

    @Test
    void prometheusWatchesAllOfThem() throws Exception {
        await().atMost(LONG).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
            JsonNode targets = prometheus("/api/v1/targets").path("activeTargets");
            assertThat(targets).hasSize(4);
            assertThat(targets.findValuesAsText("health")).containsOnly("up");
        });
        await().atMost(LONG)
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> prometheus("/api/v1/rules").findValuesAsText("health").stream()
                        .allMatch("ok"::equals));
        assertThat(prometheus("/api/v1/rules").findValuesAsText("query")).hasSizeGreaterThan(15);
        try (Stream<Path> files = Files.list(DASHBOARDS)) {
            for (Path file : files.toList()) {
                tryExpressions(file);
            }
        }
        assertThat(query("sum(milepost_ready)").at("/result/0/value/1").asText())
                .isIn("1", "2");
        assertThat(query("count(milepost_fanout_lag) > 0").path("result")).isNotEmpty();
    }

    private static JsonNode query(String expression) throws Exception {
        return prometheus("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
    }

    private static void tryExpressions(Path dashboard) throws Exception {
        for (String expression : JSON.readTree(dashboard.toFile()).findValuesAsText("expr")) {
            query(expression.replace("$instance", ".*").replace("$fanout", ".*"));
        }
    }

    @Test
    void alertsFireWhenTheyShould() throws Exception {
        ComposeProject.Ended tried = project.inImage(
                "PROMETHEUS_IMAGE",
                "deploy/prometheus",
                "/etc/prometheus",
                "/bin/promtool",
                "test",
                "rules",
                "/etc/prometheus/alerts.test.yml",
                "/etc/prometheus/faults.test.yml",
                "/etc/prometheus/restart.test.yml");
        assertThat(tried.exit()).as(tried.out() + tried.err()).isZero();
        assertThat(tried.out()).contains("SUCCESS");
    }

    @Test
    void whatRunsHasNoMoreRightsThanItNeeds() throws Exception {
        for (String service : List.of("gateway-1", "fanout-email")) {
            assertThat(project.compose("exec", "-T", service, "id", "-u").strip())
                    .isEqualTo("10001");
            assertThat(project.inspect(service, "{{.HostConfig.ReadonlyRootfs}} {{.HostConfig.CapDrop}}"))
                    .isEqualTo("true [ALL]");
            String log = project.compose("logs", "--no-color", service);
            for (String secret : List.of("jwt", "operator", "unsubscribe")) {
                assertThat(log).doesNotContain(Files.readString(directory.resolve(secret)));
            }
        }
        for (String service : List.of("kafka", "balancer", "gateway-1", "prometheus", "mail")) {
            assertThat(project.inspect(service, "{{range .NetworkSettings.Ports}}{{range .}}{{.HostIp}} {{end}}{{end}}")
                            .split(" "))
                    .containsOnly("127.0.0.1");
        }
        assertThat(get("GATEWAY_2_MANAGEMENT_PORT", "/console/api/overview").statusCode())
                .as("the console without the operator's token")
                .isEqualTo(401);
        assertThat(get("MILEPOST_PORT", "/metrics").statusCode()).isEqualTo(404);
    }

    @Test
    void withoutSecretsItSaysWhatToDo() throws Exception {
        assertThat(project.without("MILEPOST_SECRETS")).contains("deploy/secrets.sh makes one");
    }
}
