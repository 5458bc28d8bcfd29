package io.milepost.launcher.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** npm's scripts of one folder. */
final class Npm {
    private static final Path CLIENT = Path.of("..", "clients", "typescript");

    private final Path folder;
    private final Path log;

    private Npm(Path folder, Path log) {
        this.folder = folder;
        this.log = log;
    }

    /**
     * With all that the folder's lock file names installed. Without npm the test is skipped, or fails with
     * {@code -Dnpm=required}.
     *
     * @param folder from the project's root
     */
    static Npm in(String folder) {
        boolean there = Stream.of("npm", "node").allMatch(Npm::isOnPath);
        String missing = "npm and node are not on the PATH";
        if (System.getProperty("npm", "").equals("required")) {
            assertThat(there).as(missing).isTrue();
        }
        if (!there) {
            System.out.println("skipped: " + missing);
        }
        assumeTrue(there, missing);
        Path log = Path.of("target", "npm-" + folder.replace('/', '-') + ".log").toAbsolutePath();
        Npm npm = new Npm(Path.of("..").resolve(folder), log);
        String install = CLIENT.resolve("scripts/install.sh")
                .toAbsolutePath()
                .normalize()
                .toString();
        npm.run(Map.of(), 5, install, npm.folder.toAbsolutePath().normalize().toString());
        return npm;
    }

    /** Runs a script, which must succeed; what it says is in a file and, if it fails, here. */
    void script(String name, Map<String, String> environment, int minutes, String... arguments) {
        run(
                environment,
                minutes,
                Stream.concat(Stream.of("npm", "run", "--silent", name, "--"), Stream.of(arguments))
                        .toArray(String[]::new));
    }

    private void run(Map<String, String> environment, int minutes, String... command) {
        try {
            Files.createDirectories(log.getParent());
            ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
            builder.environment().putAll(environment);
            builder.redirectErrorStream(true).redirectOutput(log.toFile());
            Process process = builder.start();
            if (!process.waitFor(minutes, TimeUnit.MINUTES)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
            }
            if (process.exitValue() != 0) {
                System.out.println(Files.readString(log, StandardCharsets.UTF_8));
            }
            assertThat(process.exitValue())
                    .as(String.join(" ", command) + ", see " + log)
                    .isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static boolean isOnPath(String command) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, command)));
    }
}
