package io.milepost.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.channel.ChannelName;
import io.milepost.channel.StreamSpec;
import io.milepost.channel.Streams;
import io.milepost.log.CatchUp.Done;
import io.milepost.log.CatchUp.Request;
import io.milepost.trace.Tracing;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Whose turn to be planned comes late may be gone by then. */
class KafkaCatchUpTest {
    private static final long RING = 5_000;
    private static final StreamSpec STREAM = StreamSpec.of("channels", "{key}", "message");

    private final Topology topology =
            Topology.empty(Streams.of(List.of(STREAM))).with(STREAM, 1, 1);
    private final Gathering gathering = topology.gather(new ChannelName("team-1"));
    private final HotRing ring = new HotRing(1_000_000);
    private final LogStats stats = new LogStats();

    @Test
    void whoIsGoneWhenItsTurnComesIsReadForNoMore() {
        ring.begin(topology.partitions().get(0), RING);
        Bounds bounds = new Bounds();
        bounds.update(new Bounds.Snapshot(0, new long[] {0}, new long[] {RING}));
        LogConfig config = LogConfig.of("127.0.0.1:1");
        CountDownLatch held = new CountDownLatch(1);
        try (KafkaCatchUp catchUp =
                new KafkaCatchUp(config, ring, Memory.of(config.absences(), stats), bounds, stats, Tracing.OFF)) {
            // The first is at the ring, and to tell it so takes its time.
            begin(catchUp, RING, said -> awaitQuietly(held), new CompletableFuture<>());
            CatchUp.Reading gone = begin(catchUp, 0, Runnable::run, new CompletableFuture<>());
            gone.cancel();
            CompletableFuture<Void> last = new CompletableFuture<>();
            begin(catchUp, RING, Runnable::run, last);
            held.countDown();
            last.orTimeout(30, TimeUnit.SECONDS).join();
            assertThat(((KafkaReading) gone).isBehind()).as("has been planned").isFalse();
        }
    }

    private CatchUp.Reading begin(CatchUp catchUp, long from, Executor loop, CompletableFuture<Void> done) {
        return catchUp.begin(new Request(gathering, new long[] {from}, 1_000, loop, said -> {
            if (said instanceof Done) {
                done.complete(null);
            }
        }));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
