package io.milepost.email.provider.ses;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * aws-ses-v2-local, somebody else's idea of SES, in a process of its own. Installed with npm into {@code target/npm} at first.
 * Without npm the test is skipped, or fails with {@code -Dnpm=required}.
 */
final class SesLocal implements AutoCloseable {
    private static final Path SAID = Path.of("src", "test", "npm", "ses");
    private static final Path INSTALLED = Path.of("target", "npm", "ses");
    private static final Pattern RUNNING = Pattern.compile("running at http://[^:]+:(\\d+)");
    private static final long PATIENCE_SECONDS = 60;

    private final Process process;
    private final int port;

    private SesLocal(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static SesLocal start() {
        install();
        try {
            Process process = new ProcessBuilder(
                            "node", "node_modules/aws-ses-v2-local/dist/cli.js", "--host", "127.0.0.1", "--port", "0")
                    .directory(INSTALLED.toFile())
                    .redirectErrorStream(true)
                    .start();
            return new SesLocal(process, port(process));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return port;
    }

    private static int port(Process process) {
        CompletableFuture<Integer> port = new CompletableFuture<>();
        Thread reader = new Thread(() -> read(process, port), "aws-ses-v2-local");
        reader.setDaemon(true);
        reader.start();
        try {
            return port.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        } catch (RuntimeException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    /** To the end, so that the process never waits for somebody to read. */
    private static void read(Process process, CompletableFuture<Integer> port) {
        try (BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                Matcher running = RUNNING.matcher(line);
                if (running.find()) {
                    port.complete(Integer.parseInt(running.group(1)));
                }
            }
        } catch (IOException e) {
            // It has been stopped.
        }
        port.completeExceptionally(new AssertionError("aws-ses-v2-local has ended"));
    }

    private static void install() {
        boolean there = Stream.of("npm", "node").allMatch(SesLocal::isOnPath);
        String missing = "npm and node are not on the PATH";
        if (System.getProperty("npm", "").equals("required")) {
            assertThat(there).as(missing).isTrue();
        }
        if (!there) {
            System.out.println("skipped: " + missing);
        }
        assumeTrue(there, missing);
        try {
            if (isInstalled()) {
                return;
            }
            Files.createDirectories(INSTALLED);
            for (String file : List.of("package.json", "package-lock.json")) {
                Files.copy(SAID.resolve(file), INSTALLED.resolve(file), StandardCopyOption.REPLACE_EXISTING);
            }
            Process npm = new ProcessBuilder("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
                    .directory(INSTALLED.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(INSTALLED.resolve("npm.log").toFile())
                    .start();
            assertThat(npm.waitFor(5, TimeUnit.MINUTES)).as("npm ci has ended").isTrue();
            assertThat(npm.exitValue())
                    .as(Files.readString(INSTALLED.resolve("npm.log")))
                    .isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Installed from the same lock as is said now; npm writes its own last of all. */
    private static boolean isInstalled() throws IOException {
        Path lock = INSTALLED.resolve("package-lock.json");
        return Files.exists(INSTALLED.resolve("node_modules/.package-lock.json"))
                && Files.exists(lock)
                && Files.mismatch(lock, SAID.resolve("package-lock.json")) < 0;
    }

    private static boolean isOnPath(String name) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
    }

    @Override
    public void close() {
        process.destroy();
    }
}
