package io.milepost.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table in docs/CONFIGURATION.md is what the options say of themselves; {@code -Ddocs=write} writes it. */
class ConfigurationDocumentTest {
    private static final Path DOCUMENT = Path.of("../docs/CONFIGURATION.md");
    private static final String BEGIN = "<!-- options: written by ConfigurationDocumentTest -->\n";
    private static final String END = "<!-- end of options -->\n";

    @Test
    void theReferenceIsWhatTheOptionsSay() throws IOException {
        String document = Files.readString(DOCUMENT);
        String expected = document.substring(0, document.indexOf(BEGIN) + BEGIN.length())
                + reference()
                + document.substring(document.indexOf(END));
        if ("write".equals(System.getProperty("docs"))) {
            Files.writeString(DOCUMENT, expected);
        } else {
            assertThat(document)
                    .as("mvn test -pl launcher -Dtest=ConfigurationDocumentTest -Ddocs=write")
                    .isEqualTo(expected);
        }
    }

    private static String reference() {
        String rows = Options.all().stream()
                .map(option -> "| `%s` | `%s` | `%s` | %s | %s |\n"
                        .formatted(
                                option.key(),
                                option.key().contains("*") ? "" : option.variable(),
                                option.fallback(),
                                Options.isLive(option.key()) ? "yes" : "",
                                option.help()))
                .map(row -> row.replace("``", ""))
                .collect(Collectors.joining());
        return "| key | variable | default | while running | |\n| --- | --- | --- | --- | --- |\n" + rows;
    }
}
