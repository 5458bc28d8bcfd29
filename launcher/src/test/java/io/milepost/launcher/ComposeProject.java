package io.milepost.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.broker.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** docker-compose.yml, brought up with images that deploy/images.sh makes, on free ports of this machine, with secrets of its own. */
final class ComposeProject {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final List<String> PORTS = List.of(
            "MILEPOST_PORT",
            "GATEWAY_1_MANAGEMENT_PORT",
            "GATEWAY_2_MANAGEMENT_PORT",
            "KAFKA_PORT",
            "EMAIL_HTTP_PORT",
            "MAIL_IMAP_PORT",
            "MAIL_HTTP_PORT",
            "PROMETHEUS_PORT");
    private static final int MINUTES = 8;

    private final Map<String, String> variables = new HashMap<>();
    private final List<String> compose;

    private ComposeProject(List<String> compose) {
        this.compose = compose;
    }

    /**
     * Makes the images and the secrets; nothing runs yet.
     *
     * @param secrets an empty folder for them
     */
    static ComposeProject prepare(Path secrets) throws Exception {
        boolean plugin = run(Map.of(), List.of("docker", "compose", "version")).exit() == 0;
        List<String> compose = new ArrayList<>(plugin ? List.of("docker", "compose") : List.of("docker-compose"));
        // Nothing of a developer's own .env.
        String nothing = Files.createFile(secrets.resolve("none.env")).toString();
        compose.addAll(List.of(
                "--env-file",
                nothing,
                "-p",
                "milepost-it-" + ProcessHandle.current().pid()));
        ComposeProject project = new ComposeProject(compose);
        Map<String, String> more = new HashMap<>();
        String repository = System.getProperty("maven.repo.local", "");
        if (!repository.isEmpty()) {
            more.put("MAVEN_REPOSITORY", repository);
        }
        Ended images = run(more, List.of("deploy/images.sh"));
        assertThat(images.exit()).as(images.err()).isZero();
        images.out().lines().map(line -> line.split("=", 2)).forEach(pair -> project.variables.put(pair[0], pair[1]));
        for (String name : List.of("jwt", "operator", "unsubscribe", "grafana")) {
            Path file = Files.writeString(secrets.resolve(name), name + "-of-a-test-and-long-enough-for-anything");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
        }
        for (String port : PORTS) {
            project.variables.put(port, Integer.toString(FreePort.find()));
        }
        project.variables.put("MILEPOST_IMAGE", "milepost:it");
        project.variables.put("MILEPOST_SECRETS", secrets.toString());
        return project;
    }

    /** One of the ports that are published. */
    int port(String variable) {
        return Integer.parseInt(variables.get(variable));
    }

    /** Runs a command of Compose to its end, which must be a good one; returns its output. */
    String compose(String... arguments) throws Exception {
        Ended ended = run(
                variables, Stream.concat(compose.stream(), Stream.of(arguments)).toList());
        assertThat(ended.exit())
                .as("%s: %s%s", List.of(arguments), ended.out(), ended.err())
                .isZero();
        return ended.out();
    }

    /** What Compose says where a variable is missing. */
    String without(String variable) throws Exception {
        Map<String, String> fewer = new HashMap<>(variables);
        fewer.remove(variable);
        Ended ended =
                run(fewer, Stream.concat(compose.stream(), Stream.of("config")).toList());
        assertThat(ended.exit()).isNotZero();
        return ended.err();
    }

    /** Runs a program in an image that was made, with some folder of this repository, to its end; returns its exit code and output. */
    Ended inImage(String variable, String folder, String at, String program, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "docker",
                "run",
                "--rm",
                "--network",
                "none",
                "-m",
                "256m",
                "--user",
                "0",
                "--tmpfs",
                "/tmp",
                "-w",
                "/tmp"));
        command.addAll(List.of("-v", ROOT.resolve(folder) + ":" + at + ":ro", "--entrypoint", program));
        command.add(variables.get(variable));
        command.addAll(List.of(arguments));
        return run(Map.of(), command);
    }

    /** The container of a service, as {@code docker inspect} shows it with this template. */
    String inspect(String service, String template) throws Exception {
        String id = compose("ps", "-q", service).strip();
        Ended ended = run(Map.of(), List.of("docker", "inspect", "-f", template, id));
        assertThat(ended.exit()).as(ended.err()).isZero();
        return ended.out().strip();
    }

    /**
     * How a program has ended.
     *
     * @param out all of standard output
     * @param err all of standard error
     */
    record Ended(int exit, String out, String err) {}

    private static Ended run(Map<String, String> variables, List<String> command)
            throws IOException, InterruptedException {
        Path out = Files.createTempFile("milepost", ".out");
        Path err = Files.createTempFile("milepost", ".err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(ROOT.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().putAll(variables);
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            return new Ended(127, "", e.getMessage());
        }
        if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IllegalStateException(command + " did not end: " + Files.readString(err));
        }
        return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    /** Whether a Docker engine answers. */
    static boolean isThere() throws Exception {
        return run(Map.of(), List.of("docker", "info")).exit() == 0;
    }

    /** Ends and removes all that it has started, with its data. */
    void takeDown() throws Exception {
        compose("down", "--volumes", "--timeout", "5");
    }
}
