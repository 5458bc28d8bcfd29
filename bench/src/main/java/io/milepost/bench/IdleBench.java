package io.milepost.bench;

import io.milepost.bench.load.Audience;
import io.milepost.bench.load.Manner;
import io.milepost.bench.subject.Setting;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** What a connection costs that does nothing but be subscribed to a channel of its own. */
public final class IdleBench {
    private static final int FEW = 1_000;
    private static final int MANY = 9_000;

    private final PrintStream out;
    private final String token;

    /**
     * A benchmark.
     *
     * @param token one that the gateway takes, made with {@link FanOutBench#secret}
     */
    public IdleBench(PrintStream out, String token) {
        this.out = out;
        this.token = token;
    }

    /** Runs and prints. */
    public void run() throws IOException, InterruptedException {
        try (Setting setting = Setting.start(List.of());
                Audience first = Audience.connect(setting.address(), manners(0, FEW))) {
            awaitConnections(setting, FEW);
            long before = setting.gateway().liveHeap();
            try (Audience more = Audience.connect(setting.address(), manners(FEW, MANY))) {
                awaitConnections(setting, FEW + MANY);
                long after = setting.gateway().liveHeap();
                out.printf(
                        "%,d idle connections with one subscription each: %,d bytes of live heap a connection%n",
                        FEW + MANY, (after - before) / MANY);
                if (first.lost() + more.lost() > 0) {
                    out.printf("%d connections were lost meanwhile%n", first.lost() + more.lost());
                }
            }
        }
    }

    private List<Manner> manners(int from, int count) {
        return IntStream.range(from, from + count)
                .mapToObj(i -> Setting.ours(token, "idle-" + i))
                .toList();
    }

    private static void awaitConnections(Setting setting, int count) {
        while (setting.gateway().metric("milepost_connections") < count) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
        // The first collection after a burst still finds what the upgrades left behind.
        setting.gateway().liveHeap();
    }
}
