package io.milepost.bench;

import com.sun.management.OperatingSystemMXBean;
import io.milepost.channel.ChannelName;
import io.milepost.channel.Streams;
import io.milepost.log.CatchUp.Done;
import io.milepost.log.CatchUp.Found;
import io.milepost.log.CatchUp.Request;
import io.milepost.log.EventLog.Attachment;
import io.milepost.log.Gathering;
import io.milepost.log.KafkaEventLog;
import io.milepost.log.LogConfig;
import io.milepost.log.LogConfig.Absences;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteBufferDeserializer;

/**
 * How fast a reader who wants everything catches up, beside a consumer that reads the same records and does nothing with them.
 * The reader takes whatever it is given; there is no socket behind it.
 */
public final class CatchUpBench {
    private static final int RECORDS = 1_000_000;
    private static final int ROUNDS = 7;
    private static final TopicPartition PARTITION = new TopicPartition("activity", 0);

    private final PrintStream out;

    /** A benchmark. */
    public CatchUpBench(PrintStream out) {
        this.out = out;
    }

    /** Runs and prints. */
    public void run() throws IOException {
        try (FullLog full = FullLog.write(out, RECORDS, 1, 1);
                KafkaEventLog log = KafkaEventLog.open(
                        LogConfig.of(full.kafka())
                                .withRing(LogConfig.LEAST_RING_BYTES, 100, 500)
                                .withAbsences(new Absences(32L << 20, 0, Long.MAX_VALUE)),
                        Streams.DEFAULTS)) {
            log.ready().orTimeout(2, TimeUnit.MINUTES).join();
            List<Cost> caught = new ArrayList<>();
            List<Cost> bare = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                bare.add(bare(full.kafka()));
                caught.add(catchUp(log));
                out.printf("round %d: bare consumer %s, catch-up %s%n", round + 1, bare.get(round), caught.get(round));
                out.flush();
            }
            Cost one = Cost.median(bare);
            Cost other = Cost.median(caught);
            out.printf(
                    "medians: bare consumer %s, catch-up %s (%.2f of its speed, %.2f of its CPU)%n",
                    one, other, other.perSecond() / one.perSecond(), other.cpuMicros() / one.cpuMicros());
        }
    }

    /** What a reading took; the CPU is that of the whole process, its garbage collector included. */
    private record Cost(double perSecond, double cpuMicros) {
        private static final OperatingSystemMXBean SYSTEM =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

        static long cpuNanos() {
            return SYSTEM.getProcessCpuTime();
        }

        static Cost of(long records, long beganNanos, long beganCpuNanos) {
            return new Cost(
                    records * 1e9 / (System.nanoTime() - beganNanos), (cpuNanos() - beganCpuNanos) / 1e3 / records);
        }

        static Cost median(List<Cost> costs) {
            return new Cost(
                    TailBench.median(costs.stream().map(Cost::perSecond).toList()),
                    TailBench.median(costs.stream().map(Cost::cpuMicros).toList()));
        }

        @Override
        public String toString() {
            return "%,.0f records/s at %.2f CPU µs".formatted(perSecond, cpuMicros);
        }
    }

    /** From the first records to the last, as with the bare consumer. */
    private static Cost catchUp(KafkaEventLog log) {
        CompletableFuture<Attachment> attached = new CompletableFuture<>();
        log.attach(Runnable::run, attached::complete);
        Gathering gathering = attached.join().topology().gather(new ChannelName("team-k0"));
        AtomicLong began = new AtomicLong();
        AtomicLong cpu = new AtomicLong();
        AtomicLong count = new AtomicLong();
        CompletableFuture<Void> done = new CompletableFuture<>();
        long[] offsets = new long[gathering.partitions().size()];
        log.catchUp().begin(new Request(gathering, offsets, Long.MAX_VALUE / 2, Runnable::run, said -> {
            if (said instanceof Found found) {
                if (count.getAndAdd(found.records().size()) == 0) {
                    began.set(System.nanoTime());
                    cpu.set(Cost.cpuNanos());
                }
            } else if (said instanceof Done) {
                done.complete(null);
            }
        }));
        done.orTimeout(5, TimeUnit.MINUTES).join();
        return Cost.of(count.get(), began.get(), cpu.get());
    }

    private static Cost bare(String kafka) {
        try (KafkaConsumer<byte[], ByteBuffer> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka, "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteBufferDeserializer())) {
            consumer.assign(List.of(PARTITION));
            consumer.seekToBeginning(List.of(PARTITION));
            int count = consumer.poll(Duration.ofSeconds(10)).count();
            long began = System.nanoTime();
            long cpu = Cost.cpuNanos();
            long bytes = 0;
            while (count < RECORDS) {
                for (ConsumerRecord<byte[], ByteBuffer> record : consumer.poll(Duration.ofSeconds(10))) {
                    bytes += record.serializedValueSize();
                    count++;
                }
            }
            return Cost.of(bytes == 0 ? 1 : count, began, cpu);
        }
    }
}
