package io.milepost.launcher;

import io.milepost.bench.CatchUpBench;
import io.milepost.bench.DeflateBench;
import io.milepost.bench.FanOutBench;
import io.milepost.bench.IdleBench;
import io.milepost.bench.PeersBench;
import io.milepost.bench.SchemaBench;
import io.milepost.bench.SinkBench;
import io.milepost.bench.TailBench;
import io.milepost.bench.report.Document;
import io.milepost.gateway.auth.TokenMint;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Measures the gateway on this machine. */
@Command(
        name = "bench",
        description = {
            "Measures the gateway on this machine; broker, gateway and load run as processes of their own.",
            "A machine that does something else meanwhile gives other figures."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./milepost bench fanout     deliveries to 1,000 subscribers, one at a time and at saturation",
            "  ./milepost bench deflate    bytes and CPU of deliveries, compressed and not",
            "  ./milepost bench pusher     the same in Pusher's protocol",
            "  ./milepost bench --peers    fan-out, latency, connections, storms and slow readers, beside others",
            "  ./milepost bench --peers --rounds 3 --only Milepost,Centrifugo --scenario latency,storm-hot",
            "  ./milepost bench idle       heap of 10,000 idle connections",
            "  ./milepost bench tail       records per second from Kafka into the ring",
            "  ./milepost bench catchup    records per second for readers who were away, beside a bare consumer",
            "  ./milepost bench sink       events per second through the runtime around a sink",
            "  ./milepost bench schemas    what it costs to hold an event's data against its schema"
        })
final class BenchCommand implements Callable<Integer> {
    /** What can be measured. */
    enum Scenario {
        fanout,
        deflate,
        pusher,
        idle,
        tail,
        catchup,
        sink,
        schemas
    }

    @Parameters(arity = "0..*", paramLabel = "SCENARIO", description = "${COMPLETION-CANDIDATES} (default: all).")
    private List<Scenario> scenarios = List.of();

    @Option(
            names = "--peers",
            description = {
                "Measures beside other servers, where they are installed (bench/peers/README.md says how), and writes",
                "docs/PERFORMANCE.md's tables and plots, if it is run where that is. Takes the better part of an hour."
            })
    private boolean peers;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "1",
            description = "With --peers: how often (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--only", paramLabel = "NAME", split = ",", description = "With --peers: these alone.")
    private Set<String> only = Set.of();

    @Option(names = "--scenario", paramLabel = "NAME", split = ",", description = "With --peers: these alone.")
    private Set<String> through = Set.of();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException, InterruptedException {
        String token = new TokenMint(FanOutBench.secret())
                .mint(Map.of("sub", "bench", "channels", List.of("*")), Duration.ofHours(6));
        if (peers) {
            return besideOthers(token);
        }
        for (Scenario scenario : scenarios.isEmpty() ? List.of(Scenario.values()) : scenarios) {
            switch (scenario) {
                case fanout -> new FanOutBench(System.out, token).run();
                case deflate -> new DeflateBench(System.out, token).run();
                case pusher -> new FanOutBench(System.out, token).runAsPusher();
                case idle -> new IdleBench(System.out, token).run();
                case tail -> new TailBench(System.out).run();
                case catchup -> new CatchUpBench(System.out).run();
                case sink -> new SinkBench(System.out).run();
                case schemas -> new SchemaBench(System.out).run();
            }
        }
        return 0;
    }

    private int besideOthers(String token) throws IOException, InterruptedException {
        PeersBench bench;
        try {
            bench = new PeersBench(System.out, token, only, through, new Document(Path.of("docs")));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        bench.run(rounds);
        return 0;
    }
}
