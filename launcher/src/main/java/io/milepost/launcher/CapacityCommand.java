package io.milepost.launcher;

import io.milepost.launcher.capacity.Load;
import io.milepost.launcher.capacity.Machines;
import io.milepost.launcher.capacity.Need;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What so many connections need, by the model of docs/CAPACITY.md. */
@Command(
        name = "capacity",
        description = {
            "What so many connections need: nodes, processors, memory, network, and what is full first.",
            "Reckoned from what was measured and what is assumed; docs/CAPACITY.md says which is which. Asks nobody."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./milepost capacity --connections 1000000 --events-per-second 1667 --readers 10",
            "  ./milepost capacity --connections 1000000 --events-per-second 10000 --readers 100 --no-presence",
            "  ./milepost capacity --connections 10000000 --events-per-second 1 --readers 10000000 --brokers 6"
        })
final class CapacityCommand implements Callable<Integer> {
    private static final double MOST = 1e9;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--connections", paramLabel = "N", required = true, description = "Connections in all.")
    private int connections;

    @Option(
            names = "--events-per-second",
            paramLabel = "N",
            required = true,
            description = "Events that are written to all topics together.")
    private double events;

    @Option(
            names = "--readers",
            paramLabel = "N",
            required = true,
            description = "Connections that get an event, on average.")
    private double readers;

    @Option(
            names = "--event-bytes",
            paramLabel = "N",
            defaultValue = "300",
            description = "Bytes of an event's record on Kafka (default: ${DEFAULT-VALUE}).")
    private int eventBytes;

    @Option(
            names = "--frame-bytes",
            paramLabel = "N",
            defaultValue = "368",
            description = "Bytes of an event's frame (default: ${DEFAULT-VALUE}).")
    private int frameBytes;

    @Option(names = "--no-presence", description = "Nodes that are alone: presence.topic is empty.")
    private boolean noPresence;

    @Option(
            names = "--node-connections",
            paramLabel = "N",
            defaultValue = "50000",
            description = "Connections that a node is to have at most (default: ${DEFAULT-VALUE}).")
    private int nodeConnections;

    @Option(
            names = "--node-cores",
            paramLabel = "N",
            defaultValue = "4",
            description = "Processors of a node (default: ${DEFAULT-VALUE}).")
    private int cores;

    @Option(
            names = "--node-memory",
            paramLabel = "GB",
            defaultValue = "8",
            description = "Memory of a node (default: ${DEFAULT-VALUE}).")
    private int memory;

    @Option(
            names = "--network",
            paramLabel = "GBIT/S",
            defaultValue = "10",
            description = "Network of a node, and of a broker (default: ${DEFAULT-VALUE}).")
    private int network;

    @Option(
            names = "--brokers",
            paramLabel = "N",
            defaultValue = "3",
            description = "Brokers of Kafka (default: ${DEFAULT-VALUE}).")
    private int brokers;

    @Override
    public Integer call() {
        check("--connections", connections);
        check("--readers", readers);
        check("--event-bytes", eventBytes);
        check("--frame-bytes", frameBytes);
        check("--node-connections", nodeConnections);
        check("--node-cores", cores);
        check("--node-memory", memory);
        check("--network", network);
        check("--brokers", brokers);
        if (!(events > 0 && events <= MOST)) {
            throw new ParameterException(spec.commandLine(), "--events-per-second: above 0, 1000000000 at most");
        }
        if (readers > connections) {
            throw new ParameterException(spec.commandLine(), "--readers: no more than --connections");
        }
        Load load = new Load(connections, events, readers, eventBytes, frameBytes, !noPresence);
        Machines machines = new Machines(nodeConnections, cores, memory, network, brokers);
        PrintWriter out = spec.commandLine().getOut();
        Need.of(load, machines).lines().forEach(line -> out.printf("%-44s%s%n", line.what(), line.value()));
        out.flush();
        return 0;
    }

    private void check(String option, double value) {
        if (!(value >= 1 && value <= MOST)) {
            throw new ParameterException(spec.commandLine(), option + ": between 1 and 1000000000");
        }
    }
}
