package io.milepost.launcher;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.milepost.broker.BrokerConfig;
import io.milepost.broker.EmbeddedBroker;
import io.milepost.console.Console;
import io.milepost.fanout.Fanout;
import io.milepost.launcher.config.DevMail;
import io.milepost.launcher.config.NodeConfig;
import io.milepost.launcher.config.Settings;
import io.milepost.producer.EventPublisher;
import io.milepost.producer.PublisherConfig;
import io.milepost.producer.simulator.Simulator;
import io.milepost.trace.Tracing;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Everything on one machine: Kafka, a gateway, and teams that walk. */
@Command(
        name = "dev",
        description = "Everything on this machine: Kafka, a gateway, and teams that walk so that there are events.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./milepost dev",
            "  ./milepost dev --port 9000 --no-demo",
            "  ./milepost dev --no-mail",
            "  ./milepost dev --kafka 127.0.0.1:9092     with a Kafka that runs already"
        })
final class DevCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(names = "--port", paramLabel = "PORT", description = "The gateway's port (default: 8080).")
    private Optional<Integer> port = Optional.empty();

    @Option(
            names = "--broker-port",
            paramLabel = "PORT",
            defaultValue = "9092",
            description = "The embedded Kafka's port (default: ${DEFAULT-VALUE}).")
    private int brokerPort;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "data",
            description = "Where the embedded Kafka keeps its log (default: ${DEFAULT-VALUE}).")
    private Path data = Path.of("data");

    @Option(names = "--no-demo", description = "No walking teams.")
    private boolean noDemo;

    @Option(names = "--no-mail", description = "No mail, but for what the configuration says of it.")
    private boolean noMail;

    @Override
    public Integer call() throws InterruptedException {
        long began = System.nanoTime();
        Running running = new Running();
        // Read before anything is started, so that faults are said at once; Kafka's address may not be known yet.
        boolean embedded = !common.settings(Map.of()).namesKafka();
        if (brokerPort < 0 || brokerPort > 65_535) {
            throw new ParameterException(spec.commandLine(), "--broker-port: between 0 and 65535");
        }
        String kafka = "127.0.0.1:" + brokerPort;
        check(settings(embedded, kafka));
        if (embedded) {
            say("starting Kafka, its log under " + data);
            kafka = running.started(EmbeddedBroker.start(BrokerConfig.at(data, brokerPort)))
                    .bootstrapServers();
            say("Kafka listens on " + kafka);
        }
        Settings settings = settings(embedded, kafka);
        NodeConfig config = NodeConfig.read(settings, true);
        say("starting the gateway");
        Node node = running.started(Node.start(config, this::say));
        addMail(settings, address(config, node.port()));
        Fanouts fanouts = new Fanouts(settings, node.meters(), node.tracing(), true);
        Map<String, Fanout> opened = fanouts.open(fanouts.names());
        settings.check();
        ConsoleMail.of(settings).ifPresent(node.console()::shows);
        opened.forEach((name, fanout) -> {
            say("starting the fan-out " + name);
            running.started(fanout).start();
            Endpoints.mount(name, fanout, node::mount);
            node.console().runs(NodeConfig.known(settings, name), fanout);
            Fanouts.awaitReady(name, fanout, this::say);
        });
        if (!noDemo) {
            PublisherConfig publisher = new PublisherConfig(
                    "/simulator", config.streams(), NodeConfig.kafka(settings), Duration.ofSeconds(5));
            EventPublisher walks = running.started(new EventPublisher(publisher));
            running.started(Simulator.start(walks, System.nanoTime(), Duration.ofMillis(500)));
        }
        say("up after " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began) + " ms; Ctrl+C ends it");
        tellReady(
                address(config, node.port()),
                opened.values().stream()
                        .flatMap(fanout -> fanout.endpoints().stream())
                        .anyMatch(endpoint -> endpoint.path().equals("/dev/mail")));
        running.await();
        return 0;
    }

    private void addMail(Settings settings, String address) {
        if (!noMail) {
            DevMail.addFanout(settings, address);
        }
    }

    private void check(Settings settings) {
        // What nobody has said anything of is ours, and well.
        Set<String> said = settings.fanouts().keySet();
        addMail(settings, "http://127.0.0.1:8080");
        // Only their settings are of interest.
        new Fanouts(settings, new SimpleMeterRegistry(), Tracing.OFF, true)
                .open(said)
                .values()
                .forEach(Fanout::close);
        NodeConfig.read(settings, true);
    }

    private Settings settings(boolean embedded, String kafka) {
        Map<String, String> onTop = new LinkedHashMap<>();
        onTop.put("managementPort", "0");
        port.ifPresent(chosen -> onTop.put("port", chosen.toString()));
        if (embedded) {
            onTop.put("kafka", kafka);
        }
        Settings settings = common.settings(onTop);
        if (!noMail) {
            DevMail.addStream(settings);
        }
        return settings;
    }

    private static String address(NodeConfig config, int port) {
        return config.gateway().scheme() + "://127.0.0.1:" + port;
    }

    private void tellReady(String address, boolean mail) {
        spec.commandLine().getOut().println("ready " + address);
        String url =
                address.equals("http://127.0.0.1:8080") ? "" : " --url " + address.replaceFirst("http", "ws") + "/ws";
        spec.commandLine().getOut().println("  ./milepost tail " + Simulator.busyChannel() + url);
        if (mail) {
            spec.commandLine().getOut().println("  mail is at " + address + "/dev/mail");
        }
        spec.commandLine().getOut().println("  see what happens, and try it: " + address + Console.PATH + "/");
        spec.commandLine().getOut().flush();
    }

    private void say(String words) {
        spec.commandLine().getErr().println(words);
        spec.commandLine().getErr().flush();
    }
}
