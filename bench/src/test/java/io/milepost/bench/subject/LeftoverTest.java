package io.milepost.bench.subject;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What is started and written is gone afterwards, however it ends. */
class LeftoverTest {
    @Test
    void aFolderGoesWithAllThatIsInIt() throws IOException {
        Scratch scratch = Scratch.make("leftover-test");
        Files.createDirectories(scratch.folder().resolve("deep/down"));
        Files.writeString(scratch.folder().resolve("deep/down/file"), "text");
        scratch.close();
        assertThat(scratch.folder()).doesNotExist();
        scratch.close();
    }

    @Test
    void itIsUndoneOnce() {
        List<String> undone = new ArrayList<>();
        Leftover leftover = Leftover.undoneBy(() -> undone.add("undone"));
        leftover.close();
        leftover.close();
        assertThat(undone).containsExactly("undone");
    }

    @Test
    void aSignalTakesFoldersAndProcessesAlong() throws IOException, InterruptedException {
        Process benchmark = new ProcessBuilder(
                        Target.java("java"), "-cp", System.getProperty("java.class.path"), LeftoverTest.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(benchmark.getInputStream(), StandardCharsets.UTF_8))) {
            Path folder = Path.of(out.readLine());
            ProcessHandle server =
                    ProcessHandle.of(Long.parseLong(out.readLine())).orElseThrow();
            assertThat(folder).exists();
            assertThat(server.isAlive()).isTrue();
            // As a container's end is: SIGTERM. Ctrl-C's SIGINT comes the same way.
            benchmark.destroy();
            assertThat(benchmark.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(folder).doesNotExist();
            assertThat(server.isAlive()).isFalse();
        } finally {
            benchmark.destroyForcibly();
        }
    }

    /** Has a folder and a process, tells which, and waits for its end. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Scratch scratch = Scratch.make("leftover-test");
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Processes server = Processes.start(
                    List.of("sleep", "600"),
                    Map.of(),
                    (InetSocketAddress) listening.getLocalSocketAddress(),
                    scratch.file("log"));
            System.out.println(scratch.folder());
            System.out.println(server.pid());
            Thread.currentThread().join();
        }
    }
}
