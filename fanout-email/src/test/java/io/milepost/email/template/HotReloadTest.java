package io.milepost.email.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.milepost.event.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Templates that are changed while they are in use. */
class HotReloadTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path root;

    private Templates templates;
    private int versions;

    @BeforeEach
    void open() throws IOException {
        write("mail", "first", "first");
        templates = Templates.open(new TemplateConfig(Optional.of(root), Locale.ENGLISH));
    }

    @AfterEach
    void close() {
        templates.close();
    }

    private void write(String name, String subject, String text) throws IOException {
        Path folder = Files.createDirectories(root.resolve(name).resolve("en"));
        Files.writeString(folder.resolve("body.mjml"), TemplatesTest.MJML.formatted("x"));
        Files.writeString(folder.resolve("body.txt"), text);
        Files.writeString(folder.resolve("subject.txt"), subject);
    }

    /** Hands a template in as clusters do: it is written aside, and a link to it takes the old one's place at once. */
    private void handIn(String name, String subject, String text) throws IOException {
        String version = "." + name + "-" + versions++;
        write(version, subject, text);
        Path link = Files.createSymbolicLink(root.resolve(".link"), Path.of(version));
        Files.move(link, root.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    private String subject(String name) {
        return templates.render(name, Locale.ENGLISH, Json.of("{}").tree()).subject();
    }

    @Test
    void whatIsGoodIsTakenAndWhatIsBadIsNot() throws IOException {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        templates.bindTo(meters);
        handIn("news", "first", "first");
        await().atMost(PATIENCE).until(() -> templates.has("news"));
        handIn("news", "second, and longer", "second");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(subject("news")).isEqualTo("second, and longer"));
        handIn("news", "third {{#open}}", "third");
        handIn("other", "new", "new");
        await().atMost(PATIENCE).until(() -> !templates.faults().isEmpty() && templates.has("other"));
        assertThat(templates.faults()).containsExactly("news/en/subject.txt:1: {{#open}} is not closed");
        Rendered news = templates.render("news", Locale.ENGLISH, Json.of("{}").tree());
        assertThat(news).isEqualTo(new Rendered("second, and longer", news.html(), "second"));
        assertThat(meters.get("milepost.email.templates.refused")
                        .functionCounter()
                        .count())
                .isEqualTo(1);
        assertThat(meters.get("milepost.email.templates.faults").gauge().value())
                .isEqualTo(1);
        handIn("news", "fourth", "fourth");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(subject("news")).isEqualTo("fourth"));
        assertThat(templates.faults()).isEmpty();
    }

    @Test
    void whatIsWrittenInPlaceIsTakenWhenItIsWhole() throws IOException {
        write("mail", "second, and longer", "second");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(templates.render(
                                "mail", Locale.ENGLISH, Json.of("{}").tree()))
                        .extracting(Rendered::subject, Rendered::text)
                        .containsExactly("second, and longer", "second"));
    }

    @Test
    void aReloadTakesAllAtOnceAndSaysABadOneOnce() throws IOException {
        write("mail", "second {{", "second");
        templates.reload();
        templates.reload();
        assertThat(templates.faults()).containsExactly("mail/en/subject.txt:1: {{ without }}");
        assertThat(subject("mail")).isEqualTo("first");
        write("mail", "second", "second");
        templates.reload();
        assertThat(subject("mail")).isEqualTo("second");
    }

    @Test
    void whatIsGoneStaysInUse() throws IOException {
        try (Stream<Path> files = Files.walk(root.resolve("mail"))) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
        templates.reload();
        assertThat(subject("mail")).isEqualTo("first");
        assertThat(templates.faults()).singleElement().asString().startsWith("mail: is gone");
        Files.delete(root);
        templates.reload();
        assertThat(subject("mail")).isEqualTo("first");
        assertThat(templates.faults()).hasSize(2);
        Files.createDirectories(root);
        write("mail", "again", "again");
        templates.reload();
        assertThat(subject("mail")).isEqualTo("again");
        assertThat(templates.faults()).isEqualTo(List.of());
    }
}
