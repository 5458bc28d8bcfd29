package io.milepost.launcher;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A Milepost command in a process of its own, which can be killed. */
final class GatewayProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader out;
    private final String ready;
    private final Path err;

    private GatewayProcess(Process process, BufferedReader out, String ready, Path err) {
        this.err = err;
        this.process = process;
        this.out = out;
        this.ready = ready;
    }

    /** Starts the command and returns when it says that it is ready. */
    static GatewayProcess start(List<String> arguments) {
        return start(ClassPath.OF_TESTS, arguments);
    }

    /** The same with the jars that {@code ./milepost} has, and no others. */
    static GatewayProcess startShipped(List<String> arguments) {
        return start(ClassPath.SHIPPED, arguments);
    }

    private static GatewayProcess start(String classPath, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx512m",
                // They live for seconds: what takes long to compile would never pay.
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                classPath,
                Milepost.class.getName()));
        command.addAll(arguments);
        try {
            Path err = Files.createTempFile("milepost", ".err");
            Process process =
                    new ProcessBuilder(command).redirectError(err.toFile()).start();
            BufferedReader out =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            String line = out.readLine();
            while (line != null && !line.startsWith("ready ")) {
                line = out.readLine();
            }
            if (line == null) {
                throw new IllegalStateException(
                        "ended with " + process.waitFor() + " before it was ready: " + Files.readString(err));
            }
            return new GatewayProcess(process, out, line.substring("ready ".length()), err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What stood behind {@code ready}. */
    String ready() {
        return ready;
    }

    /** The rest of the line of standard error that begins so. */
    String announced(String beginning) {
        return errors().stream()
                .filter(line -> line.startsWith(beginning))
                .findFirst()
                .orElseThrow()
                .substring(beginning.length());
    }

    /** The lines that it has written to standard error, but for one that has no end yet. */
    List<String> errors() {
        try {
            String text = new String(Files.readAllBytes(err), StandardCharsets.UTF_8);
            return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next line of standard output. */
    String line() throws IOException {
        return out.readLine();
    }

    /** SIGKILL: no time to say or write anything. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** SIGTERM. Returns the exit code. */
    int terminate() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("did not end within 60 s of SIGTERM");
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
