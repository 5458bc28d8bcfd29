package io.milepost.launcher;

import io.milepost.launcher.config.ConfigWatch;
import io.milepost.launcher.config.NodeConfig;
import io.milepost.launcher.config.Settings;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** One node of the gateway, on a Kafka that runs elsewhere. */
@Command(
        name = "gateway",
        description = "One node of the gateway, on a Kafka that runs already.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  MILEPOST_AUTH_SECRET_FILE=/run/secrets/jwt ./milepost gateway --kafka kafka:9092 --host 0.0.0.0",
            "  ./milepost gateway --config /etc/milepost.yaml"
        })
final class GatewayCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(names = "--host", paramLabel = "ADDRESS", description = "The address to listen on (default: 127.0.0.1).")
    private Optional<String> host = Optional.empty();

    @Option(names = "--port", paramLabel = "PORT", description = "The port to listen on (default: 8080).")
    private Optional<Integer> port = Optional.empty();

    @Override
    public Integer call() throws InterruptedException {
        Running running = new Running();
        Map<String, String> onTop = new LinkedHashMap<>();
        host.ifPresent(chosen -> onTop.put("host", chosen));
        port.ifPresent(chosen -> onTop.put("port", chosen.toString()));
        Settings settings = common.settings(onTop);
        NodeConfig config = NodeConfig.read(settings, false);
        Node node = running.started(Node.start(config, words -> {
            spec.commandLine().getErr().println(words);
            spec.commandLine().getErr().flush();
        }));
        running.started(Reload.start(new ConfigWatch(settings, () -> common.again(onTop)), node));
        ConsoleMail.of(settings).ifPresent(node.console()::shows);
        spec.commandLine()
                .getOut()
                .println("ready " + config.gateway().scheme() + "://"
                        + config.gateway().host() + ":" + node.port());
        spec.commandLine().getOut().flush();
        running.await();
        return 0;
    }
}
