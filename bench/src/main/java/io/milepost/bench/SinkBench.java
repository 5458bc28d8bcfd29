package io.milepost.bench;

import com.sun.management.OperatingSystemMXBean;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.milepost.channel.StreamSpec;
import io.milepost.channel.Streams;
import io.milepost.event.RawEvent;
import io.milepost.fanout.Delivery;
import io.milepost.fanout.Outcome;
import io.milepost.fanout.Sink;
import io.milepost.fanout.deadletter.DeadLetterTopics;
import io.milepost.fanout.runtime.EventFilter;
import io.milepost.fanout.runtime.SinkConfig;
import io.milepost.fanout.runtime.SinkConfig.Retrying;
import io.milepost.fanout.runtime.SinkConfig.Sending;
import io.milepost.fanout.runtime.SinkConfig.Start;
import io.milepost.fanout.runtime.SinkFanout;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * How fast the runtime around a sink is: with a sink that does nothing, and with one that takes 20 ms for each event, whose
 * speed the number of calls under way should decide and nothing else.
 */
public final class SinkBench {
    private static final int RECORDS = 1_000_000;
    private static final int PARTITIONS = 12;
    private static final int ROUNDS = 5;
    private static final int SLOW_SECONDS = 10;
    private static final Duration SLOW = Duration.ofMillis(20);
    private static final StreamSpec ACTIVITY =
            Streams.DEFAULTS.named("activity").orElseThrow();

    private final PrintStream out;

    /** A benchmark. */
    public SinkBench(PrintStream out) {
        this.out = out;
    }

    /** Runs and prints. */
    public void run() throws IOException {
        try (FullLog full = FullLog.write(out, RECORDS, PARTITIONS)) {
            List<Double> rates = new ArrayList<>();
            List<Double> costs = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                Counting sink = new Counting();
                Figures figures = drive(full.kafka(), sink, sink.taken, "idle" + round, 64, RECORDS, 120);
                rates.add(figures.perSecond());
                costs.add(figures.cpuMicros());
                out.printf(
                        "round %d: a sink that does nothing: %,.0f events/s, %.2f CPU µs each%n",
                        round + 1, figures.perSecond(), figures.cpuMicros());
                out.flush();
            }
            out.printf("medians: %,.0f events/s, %.2f CPU µs each%n", TailBench.median(rates), TailBench.median(costs));
            for (int inFlight : List.of(8, 64, 512)) {
                try (Slow sink = new Slow()) {
                    Figures figures =
                            drive(full.kafka(), sink, sink.taken, "slow" + inFlight, inFlight, RECORDS, SLOW_SECONDS);
                    double limit = inFlight * 1e3 / SLOW.toMillis();
                    out.printf(
                            "a sink that takes %d ms, %d calls at once: %,.0f events/s, %.2f of the %,.0f there can be%n",
                            SLOW.toMillis(), inFlight, figures.perSecond(), figures.perSecond() / limit, limit);
                    out.flush();
                }
            }
        }
    }

    /** What a run gave; CPU is this process's, Kafka's client and collector included. */
    private record Figures(double perSecond, double cpuMicros) {}

    private static Figures drive(
            String kafka, Sink sink, AtomicLong taken, String name, int inFlight, long records, int seconds) {
        SinkConfig config = new SinkConfig(
                "bench." + name,
                Map.of("bootstrap.servers", kafka),
                List.of(ACTIVITY),
                RawEvent.LARGEST,
                Start.EARLIEST,
                new Sending(1, inFlight, Duration.ofMinutes(1), 0),
                new Retrying(
                        Duration.ofMillis(200),
                        Duration.ofSeconds(30),
                        12,
                        Duration.ofDays(1),
                        20,
                        Duration.ofSeconds(10)),
                10_000,
                32L << 20,
                Duration.ofSeconds(10),
                Duration.ofSeconds(1),
                DeadLetterTopics.DEFAULTS,
                Optional.empty());
        try (SinkFanout fanout = new SinkFanout(name, sink, config, EventFilter.ALL, new SimpleMeterRegistry())) {
            fanout.start();
            long warm = Math.max(inFlight * 2L, records / 20 / (seconds < 60 ? 1_000 : 1));
            while (taken.get() < warm) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            }
            long first = taken.get();
            long began = System.nanoTime();
            long cpu = cpu();
            long until = began + TimeUnit.SECONDS.toNanos(seconds);
            while (taken.get() < records && System.nanoTime() - until < 0) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            }
            long took = System.nanoTime() - began;
            long done = taken.get() - first;
            return new Figures(done * 1e9 / took, (cpu() - cpu) / 1e3 / done);
        }
    }

    private static long cpu() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    /** Counts, and answers at once. */
    private static final class Counting implements Sink {
        private final AtomicLong taken = new AtomicLong();

        @Override
        public CompletionStage<List<Outcome>> deliver(List<Delivery> batch) {
            taken.addAndGet(batch.size());
            return CompletableFuture.completedStage(Collections.nCopies(batch.size(), Outcome.delivered()));
        }

        @Override
        public void close() {}
    }

    /** Counts, and answers after a while. */
    private static final class Slow implements Sink {
        private final AtomicLong taken = new AtomicLong();
        private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

        @Override
        public CompletionStage<List<Outcome>> deliver(List<Delivery> batch) {
            CompletableFuture<List<Outcome>> answer = new CompletableFuture<>();
            timer.schedule(
                    () -> {
                        taken.addAndGet(batch.size());
                        answer.complete(Collections.nCopies(batch.size(), Outcome.delivered()));
                    },
                    SLOW.toMillis(),
                    TimeUnit.MILLISECONDS);
            return answer;
        }

        @Override
        public void close() {
            timer.shutdown();
        }
    }
}
