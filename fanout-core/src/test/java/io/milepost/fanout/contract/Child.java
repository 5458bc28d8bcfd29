package io.milepost.fanout.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** A {@link FanoutProcess}, seen from the test that has started it. */
final class Child implements AutoCloseable {
    private final Process process;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Thread reader;

    private Child(Process process) {
        this.process = process;
        this.reader = new Thread(this::read, "child-" + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    static Child start(Plan plan, Step step, int time) {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                FanoutProcess.class.getName(),
                step.name(),
                Integer.toString(time)));
        command.addAll(plan.arguments());
        try {
            return new Child(new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns when the process waits at its step. */
    void awaitReached() {
        await().atMost(Duration.ofMinutes(1)).until(() -> {
            if (!process.isAlive() && !lines.contains("reached")) {
                throw new IllegalStateException("the process ended with " + process.exitValue());
            }
            return lines.contains("reached");
        });
    }

    /** SIGKILL. Returns when the process is gone and all that it said is known. */
    void kill() throws InterruptedException {
        // The process's own method would close its output, and with it what was said last.
        process.toHandle().destroyForcibly();
        process.waitFor();
        reader.join();
    }

    /** The events that the sink was called with, without an answer of which the runtime was told. */
    Set<String> underWay() {
        Set<String> underWay = new LinkedHashSet<>();
        for (String line : lines) {
            if (line.startsWith("called ")) {
                underWay.add(id(line));
            } else if (line.startsWith("told ")) {
                underWay.remove(id(line));
            }
        }
        return underWay;
    }

    /** All events that the sink was called with. */
    Set<String> called() {
        return lines.stream()
                .filter(line -> line.startsWith("called "))
                .map(Child::id)
                .collect(Collectors.toSet());
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private static String id(String line) {
        return line.substring(line.indexOf(' ') + 1);
    }

    private void read() {
        try (BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            lines.add("lost: " + e.getMessage());
        }
    }
}
