package io.milepost.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.event.Event;
import io.milepost.event.Json;
import io.milepost.event.Rfc3339;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Readers that take nothing while much is said: they cost little, harm nobody, and miss nothing. */
class SlowReaderIT {
    private static final int READERS = 60;
    private static final int EVENTS = 3_000;
    private static final int EVENT_BYTES = 4_000;
    /** Bytes that the kernel may keep for a reader: little, but more than a segment of the loopback device. */
    private static final int ROOM = 128 * 1024;

    /** Two portions of the log, if the ring overtakes the shard before the reader's socket is full; less otherwise. */
    private static final long MOST_PER_READER = 272 * 1024;

    @Test
    void aStalledReaderKeepsLittleAndGetsEverythingWhenItWakes() throws Exception {
        // A ring that holds a part of what is missed, so that waking readers need both the log and the ring.
        // Nobody is taken for gone who waits long for the test to read.
        try (TestNode node = TestNode.start(
                log -> log.withRing(4L << 20, 1_000, 500),
                gateway -> gateway.withSessions(
                        gateway.sessions().withPatience(Duration.ofSeconds(25), Duration.ofMinutes(10))))) {
            String address = node.ws() + "?token=" + TestNode.token("ada", List.of("*")) + "&channel=team-slow";
            List<RawSocket> stalled = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                stalled.add(new RawSocket(address, ROOM));
            }
            try (TestClient quick = node.connect("ada")) {
                quick.send("{\"type\":\"subscribe\",\"channel\":\"team-slow\"}");
                quick.expect("subscribed");
                await().until(() -> node.gateway().connections() == READERS + 1);
                long before = PooledByteBufAllocator.DEFAULT.pinnedDirectMemory();
                publish(node);
                // The reader beside them is not held up.
                assertNumbers(quick.expect("activity-logged", EVENTS));
                // The stalled ones are cursors again: their sockets were full, or the ring overtook their shard.
                await().until(() -> node.gateway().stats().live() == 1);
                long kept = PooledByteBufAllocator.DEFAULT.pinnedDirectMemory() - before;
                System.out.printf("%d stalled readers keep %,d bytes each%n", READERS, kept / READERS);
                assertThat(kept / READERS).isLessThan(MOST_PER_READER);
            }
            stalled.parallelStream().forEach(SlowReaderIT::takeEverything);
            publishOne(node, EVENTS);
            for (RawSocket reader : stalled) {
                assertThat(reader.next().at("/data/n").asInt()).isEqualTo(EVENTS);
                reader.close();
            }
            assertThat(node.log().stats().caughtUp()).isPositive();
        }
    }

    @Test
    void aReaderThatTakesNothingForLongIsGone() throws Exception {
        try (TestNode node = TestNode.start(
                        log -> log,
                        gateway -> gateway.withSessions(
                                gateway.sessions().withPatience(Duration.ofSeconds(2), Duration.ofSeconds(10))));
                RawSocket silent = new RawSocket(node.ws() + "?token=" + TestNode.token("ada", List.of("*")), ROOM)) {
            await().until(() -> node.gateway().connections() == 1);
            assertThat(silent).isNotNull();
            // It answers no ping.
            await().atMost(Duration.ofSeconds(60)).until(() -> node.gateway().connections() == 0);
        }
    }

    private static void takeEverything(RawSocket reader) {
        try {
            for (int n = 0; n < EVENTS; n++) {
                assertThat(reader.next().at("/data/n").asInt()).isEqualTo(n);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void publish(TestNode node) {
        for (int n = 0; n < EVENTS; n++) {
            publishOne(node, n);
        }
        node.settle();
    }

    private static void publishOne(TestNode node, int n) {
        node.publish(
                "activity",
                "slow",
                new Event(
                        "e" + n,
                        "/test",
                        "activity-logged",
                        Rfc3339.now(),
                        null,
                        Json.of("{\"n\":" + n + ",\"x\":\"" + "x".repeat(EVENT_BYTES) + "\"}")));
    }

    private static void assertNumbers(List<JsonNode> events) {
        for (int n = 0; n < events.size(); n++) {
            assertThat(events.get(n).at("/data/n").asInt()).isEqualTo(n);
        }
    }
}
