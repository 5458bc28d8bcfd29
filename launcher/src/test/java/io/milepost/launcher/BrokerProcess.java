package io.milepost.launcher;

import io.milepost.broker.BrokerConfig;
import io.milepost.broker.EmbeddedBroker;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.common.utils.Exit;

/**
 * A broker in a process of its own, which ends as Kafka ends it: a broker that can write to none of its disks halts. The disk is
 * full when a file is as long as it may be.
 */
final class BrokerProcess implements AutoCloseable {
    private static final String READY = "ready";

    private final Process process;

    private BrokerProcess(Process process) {
        this.process = process;
    }

    /**
     * Starts one and returns when it takes requests.
     *
     * @param mostKilobytes how long a file can get; "unlimited" for a disk with room
     */
    static BrokerProcess start(Path data, int port, String mostKilobytes) {
        List<String> command = List.of(
                "bash",
                "-c",
                "ulimit -f \"$0\" && exec \"$@\"",
                mostKilobytes,
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                // The JVM's own counters are a file, too.
                "-XX:-UsePerfData",
                "-cp",
                ClassPath.OF_TESTS,
                BrokerProcess.class.getName(),
                data.toString(),
                Integer.toString(port));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            BrokerProcess started = new BrokerProcess(process);
            BufferedReader out =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            String line = out.readLine();
            while (line != null && !line.startsWith(READY)) {
                line = out.readLine();
            }
            if (line == null) {
                throw new IllegalStateException("the broker ended with " + process.waitFor());
            }
            Thread reader = new Thread(() -> out.lines().forEach(rest -> {}), "broker-output");
            reader.setDaemon(true);
            reader.start();
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    /** The process: its data, its port. */
    public static void main(String[] arguments) throws InterruptedException {
        EmbeddedBroker broker =
                EmbeddedBroker.start(BrokerConfig.at(Path.of(arguments[0]), Integer.parseInt(arguments[1])));
        Exit.setExitProcedure((status, message) -> Runtime.getRuntime().halt(status));
        Exit.setHaltProcedure((status, message) -> Runtime.getRuntime().halt(status));
        System.out.println(READY + ' ' + broker.bootstrapServers());
        Thread.currentThread().join();
    }
}
