package io.milepost.gateway.crowd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milepost.gateway.TestNode;
import io.netty.buffer.PooledByteBufAllocator;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * One reader of ten takes nothing for a while: the others are served as if all did, what is kept for those who take nothing is
 * little, and when they wake they hear everything. With and without them in turns, in one run, since machines differ.
 */
class StalledReadersIT {
    private static final int READERS = Integer.getInteger("readers", 1_000);
    private static final int STALLED = READERS / 10;
    private static final int ROUNDS = Integer.getInteger("rounds", 2);
    private static final int QUIET_CHANNELS = 30;
    /** A phase: so many events of the stalled readers' channel, and as many of the others'. */
    private static final int EVENTS = 150;

    /** So that what is said to everybody stays the same in a second. */
    private static final int MILLIS_BETWEEN = Math.max(25, READERS / 60);

    private static final String LARGE = "{\"x\":\"" + "x".repeat(12_000) + "\"}";
    private static final long MOST_PER_READER = 192 * 1024;
    /** Where the ring has overtaken a shard all the same: two portions of the log, which are each reader's own. */
    private static final long MOST_WHEN_OVERTAKEN = 272 * 1024;
    /** Far more than a difference between two phases, far less than being held up by somebody. */
    private static final double MOST_RATIO = 5;

    private static final double LEAST_P99 = 50;

    @Test
    void harmNobodyAndMissNothing() throws Exception {
        try (TestNode node = TestNode.start(
                        // Soon full, and soon left behind by those who stall; not when all stalls for a second.
                        log -> log.withRing(1 << 20, 100, 100),
                        gateway -> gateway.withSessions(
                                gateway.sessions().withPatience(Duration.ofMinutes(10), Duration.ofMinutes(20))));
                Speaker speaker = new Speaker(node.streams());
                Crowd crowd = new Crowd()) {
            crowd.join("quiet", READERS - STALLED, QUIET_CHANNELS);
            crowd.join("loud", STALLED, 1);
            for (String group : List.of("quiet", "loud")) {
                crowd.come(group, node);
            }
            await().atMost(Duration.ofMinutes(3))
                    .until(() -> crowd.live("quiet") == READERS - STALLED && crowd.live("loud") == STALLED);
            say(speaker, EVENTS);
            crowd.p99("quiet");
            List<Double> with = new ArrayList<>();
            List<Double> without = new ArrayList<>();
            List<Double> waking = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                say(speaker, EVENTS);
                heard(crowd, speaker);
                without.add(crowd.p99("quiet"));
                long direct = PooledByteBufAllocator.DEFAULT.pinnedDirectMemory();
                long heap = liveHeap();
                long outrun = node.gateway().stats().outrun();
                crowd.stall("loud");
                say(speaker, EVENTS);
                // They are cursors again: their sockets were full, or the ring overtook their shard.
                heardByTheQuiet(crowd, speaker);
                await().until(() -> node.gateway().stats().live() == READERS - STALLED);
                with.add(crowd.p99("quiet"));
                long kept = PooledByteBufAllocator.DEFAULT.pinnedDirectMemory() - direct;
                long more = liveHeap() - heap;
                System.out.printf(
                        "%,d stalled readers of %,d: %,d bytes of buffers each, %,d of live heap%n",
                        STALLED, READERS, kept / STALLED, more / STALLED);
                boolean overtaken = node.gateway().stats().outrun() > outrun;
                assertThat(kept / STALLED)
                        .as("buffers of each")
                        .isLessThan(overtaken ? MOST_WHEN_OVERTAKEN : MOST_PER_READER);
                assertThat(more / STALLED).as("live heap of each").isLessThan(MOST_PER_READER);
                crowd.wake("loud");
                say(speaker, EVENTS);
                heard(crowd, speaker);
                waking.add(crowd.p99("quiet"));
            }
            System.out.printf(
                    "p99 of the other readers in ms: %s, while some stall %s, while they wake %s; %,d records read again%n",
                    without, with, waking, node.log().stats().caughtUp());
            crowd.assertExact("quiet");
            crowd.assertExact("loud");
            assertThat(Collections.min(with)).isLessThan(MOST_RATIO * Math.max(LEAST_P99, Collections.min(without)));
        }
    }

    /** Says the events of a phase, at its pace. */
    private static void say(Speaker speaker, int count) throws Exception {
        ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor();
        AtomicLong said = new AtomicLong();
        Future<?> saying = pace.scheduleAtFixedRate(
                () -> {
                    long n = said.get();
                    if (n < count) {
                        speaker.say("loud0", LARGE);
                        speaker.say("quiet" + n % QUIET_CHANNELS, "{}");
                        said.incrementAndGet();
                    }
                },
                0,
                MILLIS_BETWEEN,
                TimeUnit.MILLISECONDS);
        await().until(() -> said.get() == count || saying.isDone());
        pace.shutdownNow();
        assertThat(said.get()).isEqualTo(count);
    }

    /** Returns when everybody has heard everything. */
    private static void heard(Crowd crowd, Speaker speaker) {
        long loud = speaker.said("loud", 1) * STALLED;
        await().atMost(Duration.ofMinutes(3)).until(() -> crowd.heard("loud") == loud);
        heardByTheQuiet(crowd, speaker);
    }

    private static void heardByTheQuiet(Crowd crowd, Speaker speaker) {
        long quiet = speaker.said("quiet", QUIET_CHANNELS) * (READERS - STALLED) / QUIET_CHANNELS;
        await().atMost(Duration.ofMinutes(3)).until(() -> crowd.heard("quiet") == quiet);
    }

    private static long liveHeap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
