package io.milepost.gateway.pusher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.milepost.broker.FreePort;
import io.milepost.broker.TestKafka;
import io.milepost.channel.Streams;
import io.milepost.fanout.FanoutContext;
import io.milepost.fanout.FanoutSettings;
import io.milepost.fanout.deadletter.DeadLetterTopics;
import io.milepost.fanout.runtime.EventFilter;
import io.milepost.fanout.runtime.SinkConfig;
import io.milepost.fanout.runtime.SinkFanout;
import io.milepost.gateway.TestNode;
import io.milepost.gateway.presence.PresenceConfig;
import io.milepost.gateway.pusher.App.Channels;
import io.milepost.gateway.pusher.App.Limits;
import io.milepost.gateway.pusher.App.Switches;
import io.milepost.gateway.pusher.Webhook.Kind;
import io.milepost.log.fact.FactTopic;
import io.milepost.log.fact.KafkaFactLog;
import io.milepost.pusher.webhook.WebhookSinkProvider;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * pusher-js, laravel-echo and npm's pusher, which do not know where they are: the tests are src/test/npm/pusher/peers.test.mjs.
 * Without npm they are skipped, or fail with {@code -Dnpm=required}.
 */
class PusherNodeIT {
    private static final Path SAID = Path.of("src", "test", "npm", "pusher");
    private static final Path INSTALLED = Path.of("target", "npm", "pusher");
    private static final int HOOK_PORT = FreePort.find();
    private static final App APP = new App(
            "1001",
            "js-key",
            "js-secret",
            Channels.SHARED,
            new Switches(true, true, true, true),
            Limits.DEFAULTS,
            List.of(new Webhook(URI.create("http://127.0.0.1:" + HOOK_PORT + "/"), EnumSet.allOf(Kind.class))));

    private static SinkFanout webhooks(String topic, Map<String, Object> kafka) {
        Streams streams = FactTopic.streams(topic);
        FanoutSettings settings = new FanoutSettings(
                "hook.",
                Map.of(
                        "url",
                        APP.webhooks().get(0).url().toString(),
                        "key",
                        APP.key(),
                        "secret",
                        APP.secret(),
                        "from",
                        "earliest"));
        WebhookSinkProvider provider = new WebhookSinkProvider();
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        SinkConfig config =
                SinkConfig.read(settings, topic, provider.defaults(), streams, kafka, DeadLetterTopics.DEFAULTS);
        return new SinkFanout(
                topic,
                provider.open(new FanoutContext(topic, streams, settings, meters)),
                config,
                EventFilter.ALL,
                meters);
    }

    @Test
    void nobodyNotices() throws IOException, InterruptedException {
        install();
        Map<String, Object> kafka = Map.of("bootstrap.servers", TestKafka.bootstrapServers());
        String topic = TestKafka.uniqueTopic("webhooks");
        KafkaFactLog facts = new KafkaFactLog(kafka, topic, Optional.of((short) -1));
        facts.begin();
        try (TestNode node = TestNode.on(
                        TestNode.freshStreams(),
                        UnaryOperator.identity(),
                        config -> config.withApps(List.of(APP))
                                .withPresence(new PresenceConfig(1_000, Duration.ofSeconds(1), Duration.ofSeconds(10))),
                        facts);
                SinkFanout webhooks = webhooks(topic, kafka)) {
            webhooks.start();
            run(
                    Map.of(
                            "PORT", String.valueOf(node.gateway().port()),
                            "HOOK_PORT", String.valueOf(HOOK_PORT),
                            "APP_ID", APP.id(),
                            "APP_KEY", APP.key(),
                            "APP_SECRET", APP.secret()),
                    "node",
                    "--test",
                    "peers.test.mjs");
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
        for (String file : List.of("package.json", "package-lock.json", "peers.test.mjs")) {
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
