package io.milepost.gateway.crowd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milepost.channel.Streams;
import io.milepost.gateway.TestNode;
import io.milepost.log.LogConfig;
import io.milepost.log.LogStats;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** All clients drop at once and come back with their cursors, while events flow: to the same node, and to one just started. */
class ReconnectStormIT {
    private static final int CLIENTS = Integer.getInteger("clients", 1_000);
    private static final int CHANNELS = 100;
    private static final int EVENTS_PER_SECOND = 200;
    private static final int EVENTS_WHILE_AWAY = 2_000;
    /** Whatever the number of clients. */
    private static final int MOST_SCANS = 200;

    private final Streams streams = TestNode.freshStreams();
    private final AtomicLong turn = new AtomicLong();
    private TestNode node;
    private Speaker speaker;
    private Crowd crowd;
    private ScheduledExecutorService pace;

    @BeforeEach
    void start() throws Exception {
        node = TestNode.on(streams, UnaryOperator.identity(), UnaryOperator.identity());
        speaker = new Speaker(streams);
        crowd = new Crowd();
        crowd.join("c", CLIENTS, CHANNELS);
        crowd.come("c", node);
        awaitLive();
        pace = Executors.newSingleThreadScheduledExecutor();
        pace.scheduleAtFixedRate(this::say, 0, 1_000_000 / EVENTS_PER_SECOND, TimeUnit.MICROSECONDS);
        awaitTurn(2 * CHANNELS);
    }

    @AfterEach
    void stop() {
        pace.shutdownNow();
        crowd.close();
        speaker.close();
        node.close();
    }

    private void say() {
        speaker.say("c" + turn.get() % CHANNELS, "{}");
        turn.incrementAndGet();
    }

    private void awaitTurn(long count) {
        await().until(() -> turn.get() >= count);
    }

    private void awaitLive() {
        await().pollInterval(Duration.ofMillis(20))
                .atMost(Duration.ofMinutes(5))
                .until(() -> crowd.live("c") == CLIENTS);
    }

    @Test
    void toTheSameNode() {
        LogStats stats = node.log().stats();
        long scans = stats.scans();
        long records = stats.caughtUp();
        crowd.drop("c");
        storm("a node that has stayed");
        tell("a node that has stayed", stats.scans() - scans, stats.caughtUp() - records);
        // All that they missed is in memory.
        assertThat(stats.scans()).isEqualTo(scans);
    }

    @Test
    void toANodeThatHasJustStarted() {
        crowd.drop("c");
        node.close();
        awaitTurn(turn.get() + EVENTS_WHILE_AWAY);
        // It knows only a part of what was said.
        UnaryOperator<LogConfig> little = log -> log.withRing(64 << 20, EVENTS_WHILE_AWAY / 10, 500);
        node = TestNode.on(streams, little, UnaryOperator.identity());
        storm("a node just started");
        LogStats stats = node.log().stats();
        tell("a node just started", stats.scans(), stats.caughtUp());
        assertThat(stats.scans()).isBetween(1L, (long) MOST_SCANS);
        assertThat(stats.caughtUp()).isLessThan(MOST_SCANS * turn.get());
    }

    private void storm(String where) {
        long began = System.nanoTime();
        crowd.come("c", node);
        awaitLive();
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
        awaitTurn(turn.get() + CHANNELS);
        pace.shutdown();
        await().until(pace::isTerminated);
        long due = speaker.said("c", CHANNELS) * CLIENTS / CHANNELS;
        await().atMost(Duration.ofMinutes(3)).until(() -> crowd.heard("c") == due);
        crowd.assertExact("c");
        System.out.printf(
                "storm of %,d clients to %s: all live after %,d ms; %s%n", CLIENTS, where, millis, crowd.sum("c"));
    }

    private void tell(String where, long scans, long records) {
        System.out.printf(
                "storm to %s: %,d scans, %,d records read again, of %,d%n", where, scans, records, turn.get());
    }
}
