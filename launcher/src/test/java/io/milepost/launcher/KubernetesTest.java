package io.milepost.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1Secret;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscaler;
import io.milepost.launcher.config.NodeConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The manifests are what the Kubernetes API takes, field by field, and fit each other and the gateway. */
class KubernetesTest {
    private static final Path FOLDER = Path.of("../deploy/kubernetes");
    private static final YAMLMapper YAML = new YAMLMapper();

    private static final Map<String, Class<?>> KINDS = Map.of(
            "apps/v1 Deployment", V1Deployment.class,
            "v1 Service", V1Service.class,
            "v1 ConfigMap", V1ConfigMap.class,
            "v1 Secret", V1Secret.class,
            "policy/v1 PodDisruptionBudget", V1PodDisruptionBudget.class,
            "autoscaling/v2 HorizontalPodAutoscaler", V2HorizontalPodAutoscaler.class,
            "networking.k8s.io/v1 NetworkPolicy", V1NetworkPolicy.class);

    private static List<Object> all;

    @TempDir
    Path directory;

    @BeforeAll
    static void read() throws IOException {
        // Registers how the API's own types are read.
        assertThat(new JSON()).isNotNull();
        try (Stream<Path> files = Files.list(FOLDER)) {
            all = files.sorted()
                    .flatMap(KubernetesTest::documents)
                    .map(KubernetesTest::parse)
                    .toList();
        }
    }

    private static Stream<JsonNode> documents(Path file) {
        try (MappingIterator<JsonNode> read = YAML.readerFor(JsonNode.class).readValues(file.toFile())) {
            return read.readAll().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }

    /** Refuses what the API does not know, what it needs and is not there, and what is of another type. */
    private static Object parse(JsonNode document) {
        String kind = document.path("apiVersion").asText() + " "
                + document.path("kind").asText();
        assertThat(KINDS).as("kinds that are known").containsKey(kind);
        return JSON.deserialize(document.toString(), KINDS.get(kind));
    }

    private static <T> Stream<T> all(Class<T> kind) {
        return all.stream().filter(kind::isInstance).map(kind::cast);
    }

    private static V1PodSpec pod(V1Deployment deployment) {
        return deployment.getSpec().getTemplate().getSpec();
    }

    private static V1Container container(V1Deployment deployment) {
        assertThat(pod(deployment).getContainers()).hasSize(1);
        return pod(deployment).getContainers().get(0);
    }

    private static Map<String, String> labels(V1Deployment deployment) {
        return deployment.getSpec().getTemplate().getMetadata().getLabels();
    }

    private static Set<String> ports(V1Deployment deployment) {
        return container(deployment).getPorts().stream()
                .map(port -> port.getName())
                .collect(Collectors.toSet());
    }

    private static V1Deployment chosenBy(Map<String, String> labels) {
        List<V1Deployment> chosen = all(V1Deployment.class)
                .filter(deployment -> labels(deployment).entrySet().containsAll(labels.entrySet()))
                .toList();
        assertThat(chosen).as("chosen by %s", labels).hasSize(1);
        return chosen.get(0);
    }

    private static V1Deployment gateway() {
        return all(V1Deployment.class)
                .filter(deployment -> deployment.getMetadata().getName().equals("milepost-gateway"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void nothingIsMisspelt() {
        assertThat(all).hasSizeGreaterThan(10).doesNotContainNull();
        String text = documents(FOLDER.resolve("gateway.yaml"))
                .findFirst()
                .orElseThrow()
                .toString();
        Map.of(
                        "livenessProbe", "livenesProbe",
                        "\"periodSeconds\":10", "\"periodSeconds\":\"often\"",
                        "\"drop\":[\"ALL\"]", "\"drop\":\"ALL\"",
                        "\"name\":\"gateway\",", "",
                        "seccompProfile", "seccomp",
                        "preStop", "prestop")
                .forEach((right, wrong) -> {
                    assertThat(text).contains(right);
                    assertThatThrownBy(() -> JSON.deserialize(text.replace(right, wrong), V1Deployment.class))
                            .as(wrong)
                            .isInstanceOf(RuntimeException.class);
                });
    }

    @Test
    void whatRunsHasNoMoreRightsThanItNeeds() {
        all(V1Deployment.class).forEach(deployment -> {
            V1PodSpec pod = pod(deployment);
            assertThat(pod.getAutomountServiceAccountToken()).isFalse();
            assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
            assertThat(pod.getSecurityContext().getRunAsUser()).isEqualTo(10001);
            assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
            V1Container container = container(deployment);
            assertThat(container.getSecurityContext().getReadOnlyRootFilesystem())
                    .isTrue();
            assertThat(container.getSecurityContext().getAllowPrivilegeEscalation())
                    .isFalse();
            assertThat(container.getSecurityContext().getCapabilities().getDrop())
                    .containsExactly("ALL");
            assertThat(container.getResources().getLimits()).containsKey("memory");
        });
        Set<Map<String, String>> walled = all(V1NetworkPolicy.class)
                .map(policy -> policy.getSpec().getPodSelector().getMatchLabels())
                .collect(Collectors.toSet());
        all(V1Deployment.class)
                .forEach(deployment -> assertThat(walled)
                        .as("policies for %s", deployment.getMetadata().getName())
                        .anyMatch(chosen -> labels(deployment).entrySet().containsAll(chosen.entrySet())));
    }

    @Test
    void eachIsAskedHowItIs() {
        all(V1Deployment.class).forEach(deployment -> {
            V1Container container = container(deployment);
            assertThat(container.getStartupProbe().getHttpGet().getPath()).isEqualTo("/healthz");
            assertThat(container.getLivenessProbe().getHttpGet().getPath()).isEqualTo("/healthz");
            assertThat(container.getReadinessProbe().getHttpGet().getPath()).isEqualTo("/readyz");
            Stream.of(container.getStartupProbe(), container.getLivenessProbe(), container.getReadinessProbe())
                    .forEach(probe -> assertThat(ports(deployment))
                            .contains(probe.getHttpGet().getPort().getStrValue()));
            assertThat(labels(deployment))
                    .containsAllEntriesOf(deployment.getSpec().getSelector().getMatchLabels());
        });
    }

    @Test
    void theyFitEachOther() throws IOException {
        all(V1PodDisruptionBudget.class)
                .forEach(budget -> chosenBy(budget.getSpec().getSelector().getMatchLabels()));
        all(V1Service.class).forEach(service -> {
            V1Deployment behind = chosenBy(service.getSpec().getSelector());
            service.getSpec()
                    .getPorts()
                    .forEach(port -> assertThat(ports(behind))
                            .contains(port.getTargetPort().getStrValue()));
        });
        V2HorizontalPodAutoscaler scaler =
                all(V2HorizontalPodAutoscaler.class).findFirst().orElseThrow();
        assertThat(scaler.getSpec().getScaleTargetRef().getName())
                .isEqualTo(gateway().getMetadata().getName());
        assertThat(gateway().getSpec().getReplicas())
                .as("the autoscaler's to say")
                .isNull();
        String metric = scaler.getSpec().getMetrics().stream()
                .filter(one -> one.getType().equals("Pods"))
                .findFirst()
                .orElseThrow()
                .getPods()
                .getMetric()
                .getName();
        assertThat(Files.readString(Path.of("../docs/OPERATIONS.md"))).contains("| `" + metric + "` | gauge |");

        V1ConfigMap map = all(V1ConfigMap.class).findFirst().orElseThrow();
        V1Secret secret = all(V1Secret.class).findFirst().orElseThrow();
        all(V1Deployment.class)
                .flatMap(deployment -> pod(deployment).getVolumes().stream())
                .forEach(volume -> {
                    if (volume.getConfigMap() != null) {
                        assertThat(volume.getConfigMap().getName())
                                .isEqualTo(map.getMetadata().getName());
                    }
                    if (volume.getSecret() != null) {
                        assertThat(volume.getSecret().getSecretName())
                                .isEqualTo(secret.getMetadata().getName());
                        volume.getSecret()
                                .getItems()
                                .forEach(item ->
                                        assertThat(secret.getStringData()).containsKey(item.getKey()));
                    }
                });
    }

    @Test
    void itsConfigurationIsOneAndANodeHasTimeToGo() throws IOException {
        String text = all(V1ConfigMap.class).findFirst().orElseThrow().getData().get("milepost.yaml");
        NodeConfig config = DeployedConfig.read(text, directory, Map.of());
        assertThat(config.gateway().management().orElseThrow().host()).isEqualTo("0.0.0.0");
        long before =
                container(gateway()).getLifecycle().getPreStop().getSleep().getSeconds();
        long drain = config.gateway().drain().within().toSeconds();
        assertThat(pod(gateway()).getTerminationGracePeriodSeconds()).isGreaterThanOrEqualTo(before + drain + 10);
    }
}
