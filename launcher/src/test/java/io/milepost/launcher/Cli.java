package io.milepost.launcher;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A Milepost command run to its end, in a process of its own.
 *
 * @param out the lines of standard output
 * @param err standard error
 */
record Cli(int exit, List<String> out, String err) {
    static Cli run(String... arguments) {
        return runWithInput("", arguments);
    }

    /** The same with the jars that {@code ./milepost} has, and no others. */
    static Cli runShipped(String... arguments) {
        return run(ClassPath.SHIPPED, "", arguments);
    }

    static Cli runWithInput(String input, String... arguments) {
        return run(ClassPath.OF_TESTS, input, arguments);
    }

    private static Cli run(String classPath, String input, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                classPath,
                Milepost.class.getName()));
        command.addAll(List.of(arguments));
        try {
            Path err = Files.createTempFile("milepost", ".err");
            Path out = Files.createTempFile("milepost", ".out");
            Process process = new ProcessBuilder(command)
                    .redirectError(err.toFile())
                    .redirectOutput(out.toFile())
                    .start();
            try (OutputStream stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            }
            if (!process.waitFor(120, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException(
                        "milepost " + String.join(" ", arguments) + " did not end: " + Files.readString(err));
            }
            return new Cli(process.exitValue(), Files.readAllLines(out), Files.readString(err));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
