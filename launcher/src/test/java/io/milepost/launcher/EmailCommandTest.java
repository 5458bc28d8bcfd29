package io.milepost.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Templates, listed and tried. */
class EmailCommandTest {
    @TempDir
    Path directory;

    private Path templates;

    @BeforeEach
    void write() throws Exception {
        templates = Files.createDirectories(directory.resolve("mail"));
        put("hello/en/subject.txt", "Hello {{name}}");
        put("hello/en/body.txt", "Hello {{name}}");
        put(
                "hello/en/body.mjml",
                "<mjml><mj-body><mj-section><mj-column><mj-text>Hello {{name}}</mj-text></mj-column></mj-section></mj-body></mjml>");
    }

    private Path put(String file, String text) throws Exception {
        Path path = templates.resolve(file);
        Files.createDirectories(path.getParent());
        return Files.writeString(path, text);
    }

    private static Cli run(Object... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = Milepost.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        int exit =
                line.execute(List.of(arguments).stream().map(Object::toString).toArray(String[]::new));
        return new Cli(exit, out.toString().lines().toList(), err.toString());
    }

    @Test
    void templatesAreListedWithTheirLanguages() throws Exception {
        put("hello/de/subject.txt", "Hallo");
        put("hello/de/body.txt", "Hallo");
        put("hello/de/body.mjml", "<mjml><mj-body></mj-body></mjml>");
        Cli listed = run("email", "templates", "--templates", templates);
        assertThat(listed.err()).isEmpty();
        assertThat(listed.exit()).isZero();
        assertThat(listed.out())
                .containsExactly(
                        "goal-updated en", "hello de,en", "metrics-digest en", "milestone-reached en", "welcome en");
    }

    @Test
    void whatIsWrongIsSaidAndEndsABuild() throws Exception {
        put("hello/en/body.txt", "\n{{{name}}}");
        put("other/en/subject.txt", "x");
        Cli listed = run("email", "templates", "--templates", templates);
        assertThat(listed.exit()).isEqualTo(1);
        assertThat(listed.err())
                .contains("hello/en/body.txt:2: ", "other/en/body.mjml: missing", "other/en/body.txt: missing");
        Cli preview = run("email", "preview", "hello", "--templates", templates);
        assertThat(preview.exit()).isEqualTo(1);
        assertThat(preview.err()).contains("hello/en/body.txt:2: ");
        Cli nowhere = run("email", "templates", "--templates", directory.resolve("nowhere"));
        assertThat(nowhere.exit()).isEqualTo(2);
        assertThat(nowhere.err()).contains("fanouts.email.templates.directory");
    }

    @Test
    void aPreviewIsTwoFiles() throws Exception {
        Path out = directory.resolve("welcome.html");
        Cli preview = run("email", "preview", "welcome", "--out", out, "--locale", "de");
        assertThat(preview.exit()).isZero();
        assertThat(preview.out())
                .containsExactly(
                        out.toString(), directory.resolve("welcome.txt").toString());
        assertThat(preview.err()).contains("subject: Welcome, Ada!");
        assertThat(Files.readString(out)).contains("<!doctype html>", "Welcome, Ada!");
        assertThat(Files.readString(directory.resolve("welcome.txt"))).startsWith("Welcome, Ada!");
    }

    @Test
    void valuesComeFromAFileOrTheSample() throws Exception {
        Path out = directory.resolve("out.html");
        Path values = Files.writeString(directory.resolve("values.json"), "{\"name\":\"<Ada>\"}");
        Path config = Files.writeString(
                directory.resolve("milepost.yaml"),
                "fanouts:\n  email:\n    templates:\n      directory: " + templates + "\n");
        Cli preview = run("email", "preview", "hello", "--config", config, "--values", values, "--out", out);
        assertThat(preview.err()).isEqualTo("subject: Hello <Ada>" + System.lineSeparator());
        assertThat(Files.readString(out)).contains("Hello &lt;Ada&gt;");
        Cli sample = run("email", "preview", "hello", "--templates", templates, "--out", out);
        assertThat(sample.exit()).isEqualTo(1);
        assertThat(sample.err()).contains("hello brings no sample.json");
        Files.writeString(values, "{}");
        Cli missing = run("email", "preview", "hello", "--templates", templates, "--values", values, "--out", out);
        assertThat(missing.exit()).isEqualTo(1);
        assertThat(missing.err()).contains("hello/en/subject.txt: there is no value for name");
        Cli unknown = run("email", "preview", "helo", "--templates", templates);
        assertThat(unknown.exit()).isEqualTo(2);
        assertThat(unknown.err()).contains("there is no template helo; there are goal-updated, hello");
    }
}
