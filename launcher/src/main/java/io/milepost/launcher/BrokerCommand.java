package io.milepost.launcher;

import io.milepost.broker.BrokerConfig;
import io.milepost.broker.EmbeddedBroker;
import io.milepost.channel.Streams;
import io.milepost.launcher.config.NodeConfig;
import io.milepost.launcher.config.Settings;
import io.milepost.launcher.config.StreamSettings;
import io.milepost.log.LogConfig.TopicDefaults;
import io.milepost.log.StreamTopics;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The embedded Kafka alone. */
@Command(
        name = "broker",
        description = "The embedded Kafka alone, with the streams' topics: for development, not for production.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {"  ./milepost broker", "  ./milepost broker --broker-port 19092 --data /tmp/kafka"})
final class BrokerCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(
            names = "--broker-port",
            paramLabel = "PORT",
            defaultValue = "9092",
            description = "Where clients connect on 127.0.0.1 (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "data",
            description = "Where it keeps its log (default: ${DEFAULT-VALUE}).")
    private Path data = Path.of("data");

    @Override
    public Integer call() throws InterruptedException {
        if (port < 0 || port > 65_535) {
            throw new ParameterException(spec.commandLine(), "--broker-port: between 0 and 65535");
        }
        Running running = new Running();
        Settings settings = common.settings(Map.of());
        Streams streams = StreamSettings.read(settings);
        TopicDefaults topics = NodeConfig.topics(settings);
        settings.check();
        EmbeddedBroker broker = running.started(EmbeddedBroker.start(BrokerConfig.at(data, port)));
        StreamTopics.make(Map.of("bootstrap.servers", broker.bootstrapServers()), streams, topics);
        spec.commandLine().getOut().println("ready " + broker.bootstrapServers());
        spec.commandLine().getOut().flush();
        running.await();
        return 0;
    }
}
