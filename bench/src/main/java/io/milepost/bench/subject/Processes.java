package io.milepost.bench.subject;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A program that is no part of Milepost, with the processes that it starts. */
public final class Processes implements Server, AutoCloseable {
    /** How the variables begin that name programs. */
    static final String VARIABLES = "MILEPOST_PEER_";

    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);
    private static final String RESIDENT = "VmRSS:";

    private final Process process;
    private final Leftover leftover;

    private Processes(Process process) {
        this.process = process;
        this.leftover = Leftover.undoneBy(this::end);
    }

    /**
     * Starts it and returns when it takes connections.
     *
     * @param environment more of it
     * @param log where its output goes
     */
    public static Processes start(
            List<String> command, Map<String, String> environment, InetSocketAddress address, Path log) {
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
            builder.environment().putAll(environment);
            Processes started = new Processes(builder.start());
            started.awaitListening(address, log);
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitListening(InetSocketAddress address, Path log) throws IOException {
        long began = System.nanoTime();
        while (!isListening(address)) {
            if (!process.isAlive() || System.nanoTime() - began > PATIENCE) {
                close();
                throw new IllegalStateException("nobody listens at " + address + ": " + Files.readString(log));
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    private static boolean isListening(InetSocketAddress address) {
        try (Socket socket = new Socket()) {
            socket.connect(address, 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** A port of this machine that nobody listens at. */
    public static InetSocketAddress freeAddress() {
        InetAddress here = InetAddress.getLoopbackAddress();
        try (ServerSocket socket = new ServerSocket(0, 1, here)) {
            return new InetSocketAddress(here, socket.getLocalPort());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A program by its variable, such as {@code MILEPOST_PEER_NGINX}, or else on the path, or else in {@code bench/peers/bin};
     * empty if there is none.
     */
    public static Optional<Path> program(String variable, String name) {
        String named = System.getenv(variable);
        Stream<Path> places = named != null
                ? Stream.of(Path.of(named))
                : Stream.concat(Stream.of(System.getenv("PATH").split(":")), Stream.of("/usr/sbin"))
                        .map(folder -> Path.of(folder, name));
        return places.filter(Files::isExecutable)
                .findFirst()
                .or(() -> named == null ? Built.file("bin/" + name) : Optional.empty());
    }

    /** What is told of a program that {@link #program} did not find. */
    static Started.Absent absent(String variable, String name) {
        return new Started.Absent(
                System.getenv(variable) == null
                        ? "no `%s` on the PATH".formatted(name)
                        : "%s names no program".formatted(variable));
    }

    /**
     * Runs a program to its end.
     *
     * @return what it printed
     */
    static String run(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a file says, as UTF-8. */
    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its number for the system. */
    long pid() {
        return process.pid();
    }

    private Stream<ProcessHandle> all() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants());
    }

    /** Processor time so far, in seconds. */
    @Override
    public double cpuSeconds() {
        return all().flatMap(one -> one.info().totalCpuDuration().stream())
                .mapToDouble(time -> time.toNanos() / 1e9)
                .sum();
    }

    /** Bytes that are in memory. */
    @Override
    public long residentBytes() {
        return all().mapToLong(one -> residentBytes(one.pid())).sum();
    }

    /** The same of one process. */
    public static long residentBytes(long pid) {
        try (Stream<String> status = Files.lines(Path.of("/proc", Long.toString(pid), "status"))) {
            return status.filter(line -> line.startsWith(RESIDENT))
                    .map(line -> line.replaceAll("\\D", ""))
                    .mapToLong(kilobytes -> Long.parseLong(kilobytes) * 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        leftover.close();
    }

    private void end() {
        List<ProcessHandle> processes = all().toList();
        processes.forEach(ProcessHandle::destroy);
        processes.forEach(
                one -> one.onExit().completeOnTimeout(one, 10, TimeUnit.SECONDS).join());
        processes.forEach(ProcessHandle::destroyForcibly);
    }
}
