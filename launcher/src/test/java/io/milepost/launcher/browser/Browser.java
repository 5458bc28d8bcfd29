package io.milepost.launcher.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A browser that nobody sees, with a profile that nobody has used. */
final class Browser implements AutoCloseable {
    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome");
    private static final long PATIENCE_SECONDS = 20;

    private final Process process;
    private final Path profile;

    private Browser(Process process, Path profile) {
        this.process = process;
        this.profile = profile;
    }

    /**
     * The machine's browser. Without one, the test is skipped, or fails with {@code -Dbrowser=required}.
     */
    static Path find() {
        String said = System.getProperty("browser.path", "");
        if (!said.isEmpty()) {
            assertThat(Path.of(said)).as("-Dbrowser.path").isExecutable();
            return Path.of(said);
        }
        Optional<Path> found = Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
        String missing = "no browser on the PATH (" + String.join(", ", NAMES) + "); -Dbrowser.path=FILE names one";
        if (System.getProperty("browser", "").equals("required")) {
            assertThat(found).as(missing).isPresent();
        }
        if (found.isEmpty()) {
            System.out.println("skipped: " + missing);
        }
        assumeTrue(found.isPresent(), missing);
        return found.get();
    }

    /** Starts one that shows a page. Its own words go to {@code target/browser.log}. */
    static Browser show(Path binary, String page) {
        try {
            Path profile = Files.createTempDirectory("milepost-browser");
            ProcessBuilder command = new ProcessBuilder(
                    binary.toString(),
                    "--headless",
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-dev-shm-usage",
                    "--disable-background-networking",
                    "--disable-breakpad",
                    "--disable-component-update",
                    "--disable-sync",
                    "--no-first-run",
                    "--no-proxy-server",
                    "--user-data-dir=" + profile,
                    page);
            command.redirectErrorStream(true);
            command.redirectOutput(ProcessBuilder.Redirect.appendTo(
                    Path.of("target", "browser.log").toFile()));
            return new Browser(command.start(), profile);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
        all.add(process.toHandle());
        process.destroy();
        CompletableFuture<?> gone =
                CompletableFuture.allOf(all.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new));
        gone.copy()
                .completeOnTimeout(null, PATIENCE_SECONDS, TimeUnit.SECONDS)
                .thenRun(() -> all.forEach(ProcessHandle::destroyForcibly))
                .join();
        gone.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        delete(profile);
    }

    private static void delete(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
