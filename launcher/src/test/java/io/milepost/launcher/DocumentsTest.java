package io.milepost.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documents point to is there. */
class DocumentsTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern LINK = Pattern.compile("]\\((?!https?:|#)([^)#]+)");

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        assertThat(documents().flatMap(DocumentsTest::deadLinks).toList()).isEmpty();
    }

    private static Stream<Path> documents() throws IOException {
        try (Stream<Path> root = Files.list(ROOT);
                Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            return Stream.concat(root, docs).filter(path -> path.toString().endsWith(".md")).toList().stream();
        }
    }

    private static Stream<String> deadLinks(Path document) {
        List<String> dead;
        try {
            dead = LINK.matcher(Files.readString(document))
                    .results()
                    .map(link -> link.group(1))
                    .filter(link -> !Files.exists(document.resolveSibling(link)))
                    .map(link -> ROOT.relativize(document) + ": " + link)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return dead.stream();
    }
}
