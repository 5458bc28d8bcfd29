package io.milepost.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.milepost.launcher.config.NodeConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** What docker-compose.yml, dashboards and alerts say fits each other, the gateway and docs/OPERATIONS.md. */
class DeploymentTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path ROOT = Path.of("..");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+)(?::-([^}]*))?");

    private static String operations;
    private static DocumentedMetrics metrics;
    private static JsonNode compose;
    private static JsonNode alerts;

    @TempDir
    Path directory;

    @BeforeAll
    static void read() throws IOException {
        operations = Files.readString(ROOT.resolve("docs/OPERATIONS.md"));
        metrics = DocumentedMetrics.in(operations);
        compose = yaml("docker-compose.yml");
        alerts = yaml("deploy/prometheus/alerts.yml");
    }

    /** With what is merged in, which Jackson does not do. */
    private static JsonNode yaml(String file) throws IOException {
        try (InputStream in = Files.newInputStream(ROOT.resolve(file))) {
            return JSON.valueToTree(new Yaml().<Object>load(in));
        }
    }

    private static Map<String, JsonNode> services() {
        Map<String, JsonNode> services = new TreeMap<>();
        compose.path("services").properties().forEach(one -> services.put(one.getKey(), one.getValue()));
        return services;
    }

    private static Stream<JsonNode> rules() {
        return alerts.path("groups").findValues("rules").stream().flatMap(rules -> stream(rules));
    }

    private static Stream<JsonNode> stream(JsonNode list) {
        assertThat(list).isInstanceOf(ArrayNode.class);
        return StreamSupport.stream(list.spliterator(), false);
    }

    private static List<JsonNode> dashboards() throws IOException {
        try (Stream<Path> files = Files.list(ROOT.resolve("deploy/grafana/dashboards"))) {
            return files.sorted()
                    .map(file -> {
                        try {
                            return JSON.readTree(file.toFile());
                        } catch (IOException e) {
                            throw new IllegalStateException(file.toString(), e);
                        }
                    })
                    .toList();
        }
    }

    private static int seconds(String duration) {
        assertThat(duration).matches("\\d+s");
        return Integer.parseInt(duration.substring(0, duration.length() - 1));
    }

    @Test
    void alertsWatchMetricsThatAreDocumentedAndSayWhereToRead() {
        assertThat(metrics.missing(rules().map(rule -> rule.path("expr").asText())))
                .isEmpty();
        assertThat(rules().map(rule -> rule.path("alert").asText()))
                .doesNotHaveDuplicates()
                .contains(
                        "MilepostTailBehind",
                        "MilepostGaps",
                        "MilepostSlowReaders",
                        "MilepostFanoutBehind",
                        "MilepostFanoutDeadLetters",
                        "MilepostFanoutBreakerOpen");
        Set<String> sections = Pattern.compile("^##+ (.*)$", Pattern.MULTILINE)
                .matcher(operations)
                .results()
                .map(heading -> heading.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\w -]", "")
                        .replace(' ', '-'))
                .collect(Collectors.toSet());
        rules().forEach(rule -> {
            assertThat(rule.at("/annotations/do").asText()).startsWith("docs/OPERATIONS.md#");
            assertThat(sections)
                    .contains(rule.at("/annotations/do").asText().substring("docs/OPERATIONS.md#".length()));
            assertThat(rule.at("/annotations/summary").asText()).isNotBlank();
            assertThat(rule.at("/labels/severity").asText()).isIn("page", "ticket");
        });
    }

    @Test
    void dashboardsShowMetricsThatAreDocumented() throws IOException {
        assertThat(dashboards()).hasSize(2);
        for (JsonNode dashboard : dashboards()) {
            assertThat(metrics.missing(dashboard.findValuesAsText("expr").stream()))
                    .isEmpty();
            assertThat(metrics.missing(dashboard.findValuesAsText("query").stream()))
                    .isEmpty();
            assertThat(dashboard.findValuesAsText("expr")).hasSizeGreaterThan(10);
            assertThat(dashboard.path("panels").findValues("datasource"))
                    .allMatch(source -> source.path("uid").asText().equals("milepost"));
        }
        assertThat(yaml("deploy/grafana/provisioning/datasources/prometheus.yaml")
                        .at("/datasources/0/uid")
                        .asText())
                .isEqualTo("milepost");
    }

    @Test
    void metricsOfFanOutsHaveTheNamesThatPrometheusGivesThem() throws IOException {
        String configuration = Files.readString(ROOT.resolve("docs/CONFIGURATION.md"));
        Set<String> dotted = Pattern.compile("`(milepost\\.fanout\\.[a-z.]+)`")
                .matcher(configuration)
                .results()
                .map(name -> name.group(1).replace('.', '_'))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> plain = metrics.names().stream()
                .filter(name -> name.startsWith("milepost_fanout_"))
                .map(name -> name.replaceFirst("_(total|seconds)$", ""))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(plain).isEqualTo(dotted);
    }

    @Test
    void everyServiceIsBoundedAndReachedFromThisMachineAlone() {
        assertThat(services())
                .containsKeys(
                        "kafka",
                        "gateway-1",
                        "gateway-2",
                        "balancer",
                        "fanout-email",
                        "fanout-pusher",
                        "mail",
                        "prometheus",
                        "grafana");
        services().forEach((name, service) -> {
            assertThat(service.path("restart").asText()).as(name).isEqualTo("unless-stopped");
            assertThat(service.has("mem_limit") && service.has("cpus") && service.has("pids_limit"))
                    .as(name)
                    .isTrue();
            assertThat(service.path("cap_drop").toString()).as(name).isEqualTo("[\"ALL\"]");
            assertThat(service.path("security_opt").toString()).as(name).contains("no-new-privileges:true");
            // Its image has nothing to be asked with.
            assertThat(service.has("healthcheck")).as(name).isEqualTo(!name.equals("mail"));
            // Kafka's image writes its configuration where it begins.
            assertThat(service.path("read_only").asBoolean()).as(name).isEqualTo(!name.equals("kafka"));
            service.path("ports")
                    .forEach(port -> assertThat(port.asText()).as(name).startsWith("127.0.0.1:"));
        });
        assertThat(services().get("fanout-pusher").path("profiles").toString()).isEqualTo("[\"pusher\"]");
    }

    @Test
    void everyVariableIsTold() throws IOException {
        String example = Files.readString(ROOT.resolve(".env.example"));
        Matcher used = VARIABLE.matcher(Files.readString(ROOT.resolve("docker-compose.yml")));
        while (used.find()) {
            String fallback = used.group(2) == null ? "./deploy/secrets" : used.group(2);
            assertThat(example).contains("\n#" + used.group(1) + "=" + fallback + "\n");
        }
    }

    @Test
    void theConfigurationIsOneAndNodesHaveTimeToGo() throws IOException {
        NodeConfig config = DeployedConfig.read(
                Files.readString(ROOT.resolve("deploy/milepost/milepost.yaml")),
                directory,
                Map.of(
                        "fanouts.email.publicUrl", "http://127.0.0.1:8090",
                        "fanouts.email.variables.EMAIL_PROVIDER", "smtp",
                        "fanouts.email.variables.SMTP_HOST", "mail",
                        "fanouts.email.variables.SMTP_TLS", "none",
                        "fanouts.email.variables.DEFAULT_FROM_EMAIL", "noreply@milepost.example"));
        long drain = config.gateway().drain().within().toSeconds();
        for (String node : List.of("gateway-1", "gateway-2", "fanout-email", "fanout-pusher")) {
            assertThat((long) seconds(
                            services().get(node).path("stop_grace_period").asText()))
                    .as(node)
                    .isGreaterThanOrEqualTo(drain + 10);
        }
    }
}
