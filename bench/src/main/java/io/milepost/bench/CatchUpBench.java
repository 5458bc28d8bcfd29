package io.milepost.bench;

import io.milepost.bench.Cost.Watch;
import io.milepost.channel.ChannelName;
import io.milepost.channel.Streams;
import io.milepost.log.CatchUp;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How fast readers catch up who were away, beside a consumer that reads the same records and does nothing with them: one who
 * wants every record, and a hundred who want one in a thousand each, so close together that the skip index is of no use. The
 * readers take whatever they are given; there is no socket behind them.
 */
public final class CatchUpBench {
    private static final int RECORDS = 1_000_000;
    private static final int ROUNDS = 9;
    private static final int MANY_KEYS = 1_000;
    private static final int MANY_READERS = 100;
    private static final long INDEX = 32L << 20;

    private final PrintStream out;

    /** A benchmark. */
    public CatchUpBench(PrintStream out) {
        this.out = out;
    }

    /** Runs and prints. */
    public void run() throws IOException {
        compare("one reader, every record", 1, 1);
        compare("100 readers, one record in 1,000 each", MANY_KEYS, MANY_READERS);
    }

    private void compare(String readers, int keys, int count) throws IOException {
        try (FullLog full = FullLog.write(out, RECORDS, 1, keys);
                KafkaEventLog indexed = open(full, INDEX);
                KafkaEventLog plain = open(full, 0)) {
            new Contest(out, ROUNDS)
                    .against("bare consumer as the gateway's", () -> BareConsumer.asGateway(full.kafka(), 1, RECORDS))
                    .against("bare consumer by default", () -> BareConsumer.withDefaults(full.kafka(), 1, RECORDS))
                    .with(readers, () -> catchUp(indexed, count))
                    .with("the same without a skip index", () -> catchUp(plain, count))
                    .run();
        }
    }

    private static KafkaEventLog open(FullLog full, long indexBytes) {
        KafkaEventLog log = KafkaEventLog.open(
                LogConfig.of(full.kafka())
                        .withRing(LogConfig.LEAST_RING_BYTES, 100, 500)
                        .withAbsences(new Absences(indexBytes, 0, Long.MAX_VALUE)),
                Streams.DEFAULTS);
        log.ready().orTimeout(2, TimeUnit.MINUTES).join();
        return log;
    }

    /** From the first records that one of them gets until the last is at the ring, as with the bare consumer. */
    private static Cost catchUp(KafkaEventLog log, int readers) {
        CompletableFuture<Attachment> attached = new CompletableFuture<>();
        log.attach(Runnable::run, attached::complete);
        Returning returning = new Returning(readers);
        for (int i = 0; i < readers; i++) {
            Gathering gathering = attached.join().topology().gather(new ChannelName("team-k" + i));
            long[] offsets = new long[gathering.partitions().size()];
            log.catchUp().begin(new Request(gathering, offsets, Long.MAX_VALUE / 2, Runnable::run, returning));
        }
        return returning.cost.orTimeout(5, TimeUnit.MINUTES).join();
    }

    /** What readers are told who come back at once. Told on the elevator's own thread, whose CPU is the one that counts. */
    private static final class Returning implements CatchUp.Listener {
        private final CompletableFuture<Cost> cost = new CompletableFuture<>();
        private @Nullable Watch watch;
        private int left;

        Returning(int readers) {
            this.left = readers;
        }

        @Override
        public void accept(CatchUp.Said said) {
            Watch running = watch;
            if (running == null && said instanceof Found) {
                watch = new Watch();
            } else if (running != null && said instanceof Done && --left == 0) {
                cost.complete(running.stop(RECORDS));
            }
        }
    }
}
