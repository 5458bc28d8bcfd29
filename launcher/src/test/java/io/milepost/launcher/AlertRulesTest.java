package io.milepost.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/**
 * A restart pages nobody, and each fault fires its alert: deploy/prometheus/*.test.yml, tried with {@code promtool}. Where that is not
 * on the PATH it is skipped, or fails with {@code -Dpromtool=required}; that each alert has its fault there is looked at anyway.
 */
class AlertRulesTest {
    private static final Path RULES = Path.of("../deploy/prometheus");
    private static final Pattern FIRING = Pattern.compile("alertname=\"(\\w+)\"");

    private static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(RULES)) {
            return files.filter(file -> file.toString().endsWith(".test.yml"))
                    .sorted()
                    .toList();
        }
    }

    private static JsonNode yaml(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new ObjectMapper().valueToTree(new Yaml().<Object>load(in));
        }
    }

    @Test
    void eachAlertIsSeenToFire() throws IOException {
        Set<String> alerts = new TreeSet<>(yaml(RULES.resolve("alerts.yml")).findValuesAsText("alert"));
        Set<String> fire = new TreeSet<>();
        for (Path file : files()) {
            for (JsonNode test : yaml(file).path("tests")) {
                for (JsonNode one : test.path("alert_rule_test")) {
                    if (!one.path("exp_alerts").isEmpty()) {
                        fire.add(one.path("alertname").asText());
                    }
                }
                for (String labels : test.path("promql_expr_test").findValuesAsText("labels")) {
                    Matcher named = FIRING.matcher(labels);
                    if (named.find()) {
                        fire.add(named.group(1));
                    }
                }
            }
        }
        assertThat(fire).isEqualTo(alerts);
    }

    @Test
    void theRulesDoWhatTheirTestsSay() throws Exception {
        boolean there = Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "promtool")));
        String missing = "promtool is not on the PATH (Debian has it in the package prometheus)";
        if (System.getProperty("promtool", "").equals("required")) {
            assertThat(there).as(missing).isTrue();
        }
        if (!there) {
            System.out.println("skipped: " + missing);
        }
        assumeTrue(there, missing);
        List<String> command = new ArrayList<>(List.of("promtool", "test", "rules"));
        files().forEach(file -> command.add(file.getFileName().toString()));
        Process promtool = new ProcessBuilder(command)
                .directory(RULES.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(promtool.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(promtool.exitValue()).as(said).isZero();
    }
}
