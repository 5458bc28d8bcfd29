package io.milepost.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table in docs/CONFIGURATION.md is what the options say of themselves. */
class ConfigurationDocumentTest {
    @Test
    void namesEveryOption() throws IOException {
        String table = Options.all().stream()
                .map(option -> "| `%s` | `%s` | %s | %s |"
                        .formatted(
                                option.key(),
                                option.key().contains("*") ? "" : option.variable(),
                                option.fallback().isEmpty() ? "" : "`" + option.fallback() + "`",
                                option.help()))
                .map(row -> row.replace("``", ""))
                .collect(Collectors.joining("\n"));
        assertThat(Files.readString(Path.of("../docs/CONFIGURATION.md"))).contains(table);
    }
}
