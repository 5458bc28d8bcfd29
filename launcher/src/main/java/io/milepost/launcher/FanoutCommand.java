package io.milepost.launcher;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.milepost.fanout.Fanout;
import io.milepost.launcher.config.ConfigException;
import io.milepost.launcher.config.DevMail;
import io.milepost.launcher.config.Settings;
import io.milepost.launcher.config.TracingSettings;
import io.milepost.launcher.tracing.OtlpTracing;
import io.milepost.trace.Tracing;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** One fan-out alone. */
@Command(
        name = "fanout",
        description = {
            "Runs one fan-out alone. Several instances of the same one share its work.",
            "What it does is configured under fanouts.NAME; see docs/CONFIGURATION.md."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  PUSHER_APP_ID=… PUSHER_KEY=… PUSHER_SECRET=… PUSHER_CLUSTER=eu ./milepost fanout pusher",
            "  ./milepost fanout pusher --config /etc/milepost.yaml --management-port 8081",
            "  ./milepost fanout pusher --set fanouts.pusher.streams=activity,goal",
            "  EMAIL_PROVIDER=ses AWS_REGION=eu-west-1 DEFAULT_FROM_EMAIL=noreply@example.com ./milepost fanout email",
            "  ./milepost fanout email --http-port 8090 --http-host 0.0.0.0     with its webhooks"
        })
final class FanoutCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Parameters(paramLabel = "NAME", description = "Which, as fanouts.NAME in the configuration.")
    private String name = "";

    @Option(
            names = "--management-port",
            paramLabel = "PORT",
            description = "Tell /healthz, /readyz and /metrics there (default: nowhere; 0 takes a free port).")
    private Optional<Integer> managementPort = Optional.empty();

    @Option(
            names = "--management-host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "The address for --management-port (default: ${DEFAULT-VALUE}).")
    private String managementHost = "127.0.0.1";

    @Option(
            names = "--http-port",
            paramLabel = "PORT",
            description = "Answer there what the fan-out may be called for over HTTP, such as webhooks"
                    + " (default: nowhere; 0 takes a free port).")
    private Optional<Integer> httpPort = Optional.empty();

    @Option(
            names = "--http-host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "The address for --http-port (default: ${DEFAULT-VALUE}).")
    private String httpHost = "127.0.0.1";

    @Override
    public Integer call() throws InterruptedException {
        Running running = new Running();
        Settings settings = common.settings(Map.of());
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Tracing tracing = OtlpTracing.open(TracingSettings.read(settings, "milepost-fanout-" + name));
        running.started(() -> OtlpTracing.close(tracing));
        FunctionCounter.builder("milepost.spans.dropped", tracing, Tracing::dropped)
                .description("Spans that nobody was told of.")
                .register(meters);
        Fanouts fanouts = new Fanouts(settings, meters, tracing, false);
        if (!fanouts.names().contains(name)) {
            settings.check();
            throw new ParameterException(
                    spec.commandLine(),
                    "there is no fan-out " + name + "; "
                            + (fanouts.names().isEmpty()
                                    ? "none is configured under fanouts"
                                    : "there are " + String.join(", ", fanouts.names())));
        }
        DevMail.refuseInboxes(settings);
        Map<String, Fanout> opened = fanouts.open(Set.of(name));
        try {
            settings.check();
        } catch (ConfigException e) {
            opened.values().forEach(Fanout::close);
            throw e;
        }
        Fanout fanout = running.started(Objects.requireNonNull(opened.get(name)));
        if (managementPort.isPresent()) {
            Management management =
                    running.started(Management.start(managementHost, managementPort.get(), fanout, meters));
            say("health and metrics at http://" + managementHost + ":" + management.port());
        }
        if (httpPort.isPresent() && fanout.endpoints().isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "--http-port: the fan-out " + name + " answers nothing over HTTP");
        }
        fanout.start();
        serve(running, fanout);
        Fanouts.awaitReady(name, fanout, this::say);
        spec.commandLine().getOut().println("ready " + name);
        spec.commandLine().getOut().flush();
        running.await();
        return 0;
    }

    private void serve(Running running, Fanout fanout) {
        if (httpPort.isPresent()) {
            FanoutHttp http = running.started(FanoutHttp.start(httpHost, httpPort.get(), name, fanout));
            say("answers " + Endpoints.paths(fanout) + " at http://" + httpHost + ":" + http.port());
        } else if (!fanout.endpoints().isEmpty()) {
            say("does not answer " + Endpoints.paths(fanout) + ": --http-port says where");
        }
    }

    private void say(String words) {
        spec.commandLine().getErr().println(words);
        spec.commandLine().getErr().flush();
    }
}
