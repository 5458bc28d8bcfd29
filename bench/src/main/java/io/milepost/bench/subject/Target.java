package io.milepost.bench.subject;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Milepost command, or another main class of this class path, in a process of its own: what is measured. */
public final class Target implements Server, AutoCloseable {
    private static final String READY = "ready ";
    private static final String MAIN = "io.milepost.launcher.Milepost";
    private static final Pattern LIVE_BYTES = Pattern.compile("^Total\\s+\\d+\\s+(\\d+)", Pattern.MULTILINE);

    private static final HttpClient CLIENT = Certificate.client();

    private final Process process;
    private final Scratch home;
    private final Leftover leftover;
    private String ready = "";

    private Target(Process process, Scratch home) {
        this.process = process;
        this.home = home;
        this.leftover = Leftover.undoneBy(this::end);
    }

    /** Starts the command and returns when it says that it is ready. What it logs goes into a file that goes with it. */
    public static Target start(List<String> jvm, List<String> arguments) {
        return start(jvm, MAIN, arguments);
    }

    /** The same of another class that says so. */
    static Target start(List<String> jvm, String main, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(java("java"));
        command.addAll(jvm);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
        command.addAll(arguments);
        try {
            Scratch home = Scratch.make("milepost-bench");
            Path log = home.file("log");
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
            // Milepost refuses variables of its own prefix that are none of its configuration.
            builder.environment().keySet().removeIf(name -> name.startsWith(Processes.VARIABLES));
            Target target = new Target(builder.start(), home);
            if (!target.awaitReady()) {
                String said = Files.readString(log);
                target.close();
                throw new IllegalStateException(
                        "%s %s ended before it was ready: %s".formatted(main, arguments.get(0), said));
            }
            return target;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean awaitReady() throws IOException {
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith(READY)) {
                ready = line.substring(READY.length());
                return true;
            }
        }
        return false;
    }

    /** What stood behind {@code ready}: an address. */
    public String ready() {
        return ready;
    }

    /** The same as where to connect. */
    InetSocketAddress address() {
        URI uri = URI.create(ready);
        return new InetSocketAddress(uri.getHost(), uri.getPort());
    }

    /** Processor time used so far, in seconds. */
    @Override
    public double cpuSeconds() {
        return process.info().totalCpuDuration().orElseThrow().toNanos() / 1e9;
    }

    /** Bytes that are in memory, heap or not. */
    @Override
    public long residentBytes() {
        return Processes.residentBytes(process.pid());
    }

    /** Bytes of heap that are live, after a full collection. */
    public long liveHeap() {
        return liveHeap(process.pid());
    }

    /** The same of another JVM. */
    static long liveHeap(long pid) {
        return number(LIVE_BYTES, Processes.run(java("jcmd"), Long.toString(pid), "GC.class_histogram"));
    }

    /** A counter of {@code /metrics}. */
    public long metric(String name) {
        try {
            HttpResponse<String> scrape = CLIENT.send(
                    HttpRequest.newBuilder(URI.create(ready + "/metrics")).build(),
                    HttpResponse.BodyHandlers.ofString());
            return number(Pattern.compile("^" + Pattern.quote(name) + " ([0-9.E]+)", Pattern.MULTILINE), scrape.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long number(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException("no " + pattern + " in what was answered");
        }
        return (long) Double.parseDouble(matcher.group(1));
    }

    /** A program of the JDK that runs this. */
    static String java(String tool) {
        return Path.of(System.getProperty("java.home"), "bin", tool).toString();
    }

    @Override
    public void close() {
        leftover.close();
        home.close();
    }

    private void end() {
        process.destroy();
        try {
            if (!process.waitFor(15, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
