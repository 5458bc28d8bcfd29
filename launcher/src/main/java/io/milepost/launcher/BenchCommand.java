package io.milepost.launcher;

import io.milepost.bench.CatchUpBench;
import io.milepost.bench.DeflateBench;
import io.milepost.bench.FanOutBench;
import io.milepost.bench.IdleBench;
import io.milepost.bench.PeersBench;
import io.milepost.bench.SchemaBench;
import io.milepost.bench.SinkBench;
import io.milepost.bench.TailBench;
import io.milepost.gateway.auth.TokenMint;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

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
            "  ./milepost bench peers      the same beside Centrifugo and nchan, where they are installed",
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
        peers,
        idle,
        tail,
        catchup,
        sink,
        schemas
    }

    @Parameters(arity = "0..*", paramLabel = "SCENARIO", description = "${COMPLETION-CANDIDATES} (default: all).")
    private List<Scenario> scenarios = List.of();

    @Override
    public Integer call() throws IOException, InterruptedException {
        String token = new TokenMint(FanOutBench.secret())
                .mint(Map.of("sub", "bench", "channels", List.of("*")), Duration.ofHours(6));
        for (Scenario scenario : scenarios.isEmpty() ? List.of(Scenario.values()) : scenarios) {
            switch (scenario) {
                case fanout -> new FanOutBench(System.out, token).run();
                case deflate -> new DeflateBench(System.out, token).run();
                case pusher -> new FanOutBench(System.out, token).runAsPusher();
                case peers -> new PeersBench(System.out, token).run();
                case idle -> new IdleBench(System.out, token).run();
                case tail -> new TailBench(System.out).run();
                case catchup -> new CatchUpBench(System.out).run();
                case sink -> new SinkBench(System.out).run();
                case schemas -> new SchemaBench(System.out).run();
            }
        }
        return 0;
    }
}
