package io.milepost.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VariablesTest {
    @TempDir
    private Path directory;

    private static Variables read(String... variables) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < variables.length; i += 2) {
            values.put(variables[i], variables[i + 1]);
        }
        return new Environment(values).read();
    }

    private static void assertFaults(Variables variables, String... faults) {
        assertThatThrownBy(variables::check)
                .isInstanceOfSatisfying(
                        EnvironmentException.class,
                        refused -> assertThat(refused.faults()).containsExactly(faults));
    }

    @Test
    void theFirstNameThatHasAValueCounts() {
        Variables variables = read("A", " ", "B", " b ", "C", "c");
        assertThat(variables.text("A", "B", "C")).contains("b");
        assertThat(variables.required("A", "C")).isEqualTo("c");
        assertThat(variables.text("A")).isEmpty();
        variables.check();
    }

    @Test
    void allFaultsAreTold() {
        Variables variables = read("PORT", "70000", "SCHEME", "ftp", "OTHER", "x");
        assertThat(variables.required("KEY", "PUBLIC_KEY")).isEmpty();
        assertThat(variables.port("PORT", 80)).isEqualTo(80);
        assertThat(variables.port("OTHER", 81)).isEqualTo(81);
        assertThat(variables.port("NONE", 82)).isEqualTo(82);
        assertThat(variables.oneOf("SCHEME", "http", Set.of("http", "https"))).isEqualTo("http");
        assertThat(variables.requiredSecret("SECRET")).isEmpty();
        assertFaults(
                variables,
                "KEY: missing (or PUBLIC_KEY)",
                "PORT: \"70000\" is no port, 1 to 65535",
                "OTHER: \"x\" is no port, 1 to 65535",
                "SCHEME: \"ftp\" is none of http, https",
                "SECRET: missing (or SECRET_FILE)");
    }

    @Test
    void aSecretMayStandInAFile() throws IOException {
        Path file = Files.writeString(directory.resolve("secret"), "hush\n");
        assertThat(read("S_FILE", file.toString()).requiredSecret("S")).isEqualTo("hush");
        assertThat(read("S", "here").secret("S")).contains("here");
    }

    @Test
    void aSecretFileThatIsNoneIsOneFault() throws IOException {
        Path empty = Files.writeString(directory.resolve("empty"), "\n");
        Path large = Files.writeString(directory.resolve("large"), "x".repeat(70_000));
        Variables both = read("S", "here", "S_FILE", empty.toString());
        both.secret("S");
        assertFaults(both, "S_FILE: S is set as well; one of them is enough");
        Variables none = read("S_FILE", empty.toString());
        none.requiredSecret("S");
        assertFaults(none, "S_FILE: " + empty + " is empty");
        Variables much = read("S_FILE", large.toString());
        much.requiredSecret("S");
        assertFaults(much, "S_FILE: " + large + " is larger than a secret, 65536 bytes");
    }

    @Test
    void anEnvironmentPrintsNoValues() {
        assertThat(new Environment(Map.of("B", "secret", "A", "secret"))).hasToString("Environment[A, B]");
    }
}
