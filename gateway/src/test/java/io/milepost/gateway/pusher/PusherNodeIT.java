package io.milepost.gateway.pusher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.milepost.gateway.TestNode;
import io.milepost.gateway.pusher.App.Channels;
import io.milepost.gateway.pusher.App.Limits;
import io.milepost.gateway.pusher.App.Switches;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * pusher-js, laravel-echo and npm's pusher, which do not know where they are: the tests are those in src/test/npm/pusher.
 * Without npm they are skipped, or fail with {@code -Dnpm=required}.
 */
class PusherNodeIT {
    private static final Path SAID = Path.of("src", "test", "npm", "pusher");
    private static final Path INSTALLED = Path.of("target", "npm", "pusher");
    private static final App APP = new App(
            "1001", "js-key", "js-secret", Channels.SHARED, new Switches(true, true, true, true), Limits.DEFAULTS);

    @Test
    void nobodyNotices() throws IOException, InterruptedException {
        install();
        try (TestNode node = TestNode.start(UnaryOperator.identity(), config -> PusherPeers.beside(APP, config));
                TestNode secure = PusherPeers.secure(APP, node)) {
            run(PusherPeers.environment(APP, node, secure, INSTALLED), "node", "--test", "peers.test.mjs");
        }
    }

    @Test
    void whatWebhooksTellIsValid() throws IOException, InterruptedException {
        install();
        try (HookedNode node = HookedNode.start()) {
            run(node.environment(), "node", "--test", "webhooks.test.mjs");
        }
    }

    private static void install() throws IOException, InterruptedException {
        boolean there = Stream.of("npm", "node").allMatch(PusherNodeIT::isOnPath);
        String missing = "npm and node are not on the PATH";
        if (System.getProperty("npm", "").equals("required")) {
            assertThat(there).as(missing).isTrue();
        }
        if (!there) {
            System.out.println("skipped: " + missing);
        }
        assumeTrue(there, missing);
        Files.createDirectories(INSTALLED);
        boolean installed = isInstalled();
        for (String file : List.of("package.json", "package-lock.json", "peers.test.mjs", "webhooks.test.mjs")) {
            Files.copy(SAID.resolve(file), INSTALLED.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        if (!installed) {
            run(Map.of(), "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
        }
    }

    /** Installed from the same lock as is said now; npm writes its own last of all. */
    private static boolean isInstalled() throws IOException {
        Path lock = INSTALLED.resolve("package-lock.json");
        return Files.exists(INSTALLED.resolve("node_modules/.package-lock.json"))
                && Files.exists(lock)
                && Files.mismatch(lock, SAID.resolve("package-lock.json")) < 0;
    }

    private static void run(Map<String, String> environment, String... command)
            throws IOException, InterruptedException {
        Path log = INSTALLED.resolve(command[0] + ".txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(INSTALLED.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        if (!process.waitFor(5, TimeUnit.MINUTES)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
        assertThat(process.exitValue()).as(Files.readString(log)).isZero();
    }

    private static boolean isOnPath(String name) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
    }
}
