package io.milepost.bench;

import io.milepost.channel.Streams;
import io.milepost.log.KafkaEventLog;
import io.milepost.log.LogConfig;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** How fast the tail reads a full log into its ring, beside a consumer that does nothing with what it reads. */
public final class TailBench {
    private static final int RECORDS = 1_500_000;
    private static final int ROUNDS = 5;
    private static final int PARTITIONS = 12;

    private final PrintStream out;

    /** A benchmark. */
    public TailBench(PrintStream out) {
        this.out = out;
    }

    /** Runs and prints. */
    public void run() throws IOException {
        try (FullLog full = FullLog.write(out, RECORDS, PARTITIONS)) {
            List<Double> tail = new ArrayList<>();
            List<Double> bare = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                bare.add(BareConsumer.withDefaults(full.kafka(), PARTITIONS, RECORDS)
                        .perSecond());
                tail.add(tail(full.kafka()));
                out.printf(
                        "round %d: bare consumer %,.0f records/s, tail %,.0f%n",
                        round + 1, bare.get(round), tail.get(round));
                out.flush();
            }
            out.printf(
                    "medians: bare consumer %,.0f records/s, tail %,.0f (%.2f of it)%n",
                    median(bare), median(tail), median(tail) / median(bare));
        }
    }

    private static double tail(String kafka) {
        LogConfig config = LogConfig.of(kafka).withRing(64L << 20, 100 * RECORDS, 500);
        long began = System.nanoTime();
        try (KafkaEventLog log = KafkaEventLog.open(config, Streams.DEFAULTS)) {
            while (log.stats().records() == 0) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            }
            began = System.nanoTime();
            log.ready().orTimeout(2, TimeUnit.MINUTES).join();
            return log.stats().records() * 1e9 / (System.nanoTime() - began);
        }
    }

    static double median(List<Double> numbers) {
        List<Double> sorted = numbers.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }
}
