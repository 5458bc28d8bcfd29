package io.milepost.launcher.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.milepost.broker.TestKafka;
import io.milepost.channel.Streams;
import io.milepost.launcher.FreePort;
import io.milepost.launcher.GatewayCommandLine;
import io.milepost.launcher.NodeUnderTest;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The TypeScript client against a gateway, in Node and in a browser: the tests are clients/typescript/test/e2e, and start and
 * end the gateway as they need. Kafka and another node, by which events are published meanwhile, are here.
 */
class ClientIT {
    private static final Path CLIENT = Path.of("..", "clients", "typescript");
    private static final String SECRET = "the-secret-of-the-client-and-of-nothing-else";

    @BeforeEach
    void find() throws IOException, InterruptedException {
        boolean there = Stream.of("npm", "node").allMatch(ClientIT::isOnPath);
        String missing = "npm and node are not on the PATH";
        if (System.getProperty("npm", "").equals("required")) {
            assertThat(there).as(missing).isTrue();
        }
        if (!there) {
            System.out.println("skipped: " + missing);
        }
        assumeTrue(there, missing);
        assertThat(run(Map.of(), 5, "scripts/install.sh")).as("npm ci").isZero();
    }

    @Test
    void inNodeEveryEventComesOnceWhateverHappens() throws IOException, InterruptedException {
        run("node.e2e.ts", "");
    }

    @Test
    void inABrowserEveryEventComesOnceWhateverHappens() throws IOException, InterruptedException {
        run("browser.e2e.ts", Browser.find().toString());
    }

    private static void run(String tests, String browser) throws IOException, InterruptedException {
        Map<String, String> same = topics();
        same.put("auth.secret", SECRET);
        int port = FreePort.find();
        try (NodeUnderTest elsewhere = NodeUnderTest.start(same)) {
            writeNonsense(same.get("streams.activity.topic"), "holes");
            Map<String, String> environment = Map.of(
                    "E2E_COMMAND",
                    GatewayCommandLine.json(port, same),
                    "E2E_PORT",
                    Integer.toString(port),
                    "E2E_ELSEWHERE",
                    elsewhere.at("http"),
                    "E2E_SECRET",
                    SECRET,
                    "E2E_BROWSER",
                    browser);
            assertThat(run(environment, 10, "npm", "run", "--silent", "test:e2e", "--", tests))
                    .as("see target/client.log")
                    .isZero();
        }
    }

    /** Topics that nobody else uses but several nodes do. */
    private static Map<String, String> topics() {
        String suffix = "-" + UUID.randomUUID();
        return new HashMap<>(Streams.DEFAULTS.all().stream()
                .collect(Collectors.toMap(
                        stream -> "streams." + stream.name() + ".topic", stream -> stream.name() + suffix)));
    }

    /** A record that is no event. */
    private static void writeNonsense(String topic, String key) {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", TestKafka.bootstrapServers()),
                new StringSerializer(),
                new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic, key, "{nonsense"));
        }
    }

    /** Runs a command in the client's folder, with its output in a file and, if it fails, here. Returns its exit code. */
    private static int run(Map<String, String> environment, int minutes, String... command)
            throws IOException, InterruptedException {
        Path log = Path.of("target", "client.log").toAbsolutePath();
        Files.createDirectories(log.getParent());
        ProcessBuilder builder = new ProcessBuilder(command).directory(CLIENT.toFile());
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
        return process.exitValue();
    }

    private static boolean isOnPath(String command) {
        return List.of(System.getenv("PATH").split(File.pathSeparator, -1)).stream()
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, command)));
    }
}
