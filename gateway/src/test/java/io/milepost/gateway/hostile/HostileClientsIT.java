package io.milepost.gateway.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milepost.event.Event;
import io.milepost.event.Json;
import io.milepost.event.Rfc3339;
import io.milepost.gateway.Frames;
import io.milepost.gateway.LiveHeap;
import io.milepost.gateway.SseClient;
import io.milepost.gateway.TestClient;
import io.milepost.gateway.TestNode;
import io.milepost.gateway.auth.TokenMint;
import io.milepost.gateway.session.SessionLimits;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Clients that send anything but what they should, by the million: each harms its own connection at most. Those beside them
 * hear every event once and in order, the log has nothing to complain of, and nothing is kept of those who have gone.
 */
class HostileClientsIT {
    private static final int FRAMES = Integer.getInteger("frames", 100_000);
    /** Until all is loaded that is ever loaded, and every buffer is as large as it gets. */
    private static final int WARM_UP = Math.max(20_000, FRAMES / 10);

    /** Nobody is sent away for having said nothing yet, however slow the machine is. */
    static final SessionLimits SESSIONS = new SessionLimits(
            200, 0, Duration.ofMinutes(5), 100, Duration.ofSeconds(25), Duration.ofSeconds(90), Duration.ofSeconds(5));

    private static final int FRAMES_EACH = 250;
    private static final int HALF_OPEN = 100;
    private static final long MOST_GROWTH = 5L << 20;
    private static final List<Violation> VIOLATIONS = List.of(Violation.values());
    private static final String MAD = new TokenMint(TestNode.SECRET)
            .mint(Map.of("sub", "mad", "channels", List.of("*mad*"), "publish", List.of("*mad*")), Duration.ofHours(1));

    private final long seed = Long.getLong("seed", new Random().nextLong());
    private final AtomicLong events = new AtomicLong();
    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<Witness> witnesses = new ArrayList<>();
    private Complaints complaints;
    private TestNode node;
    private Hordes hordes;
    private ScheduledExecutorService speaker;

    @BeforeEach
    void start() throws Exception {
        System.out.printf("seed %d%n", seed);
        // A ring that is soon full, so that what it holds is no growth.
        node = TestNode.start(config -> config.withRing(1 << 20, 100, 500), config -> config.withSessions(SESSIONS));
        complaints = new Complaints();
        hordes = new Hordes(node.gateway().port());
        bringWitnesses();
        for (int i = 0; i < HALF_OPEN; i++) {
            Socket half =
                    new Socket(InetAddress.getLoopbackAddress(), node.gateway().port());
            byte[] whole = Frames.upgrade("/ws?token=" + MAD);
            half.getOutputStream().write(whole, 0, i * whole.length / HALF_OPEN);
            open.add(half);
        }
        speaker = Executors.newSingleThreadScheduledExecutor();
        speaker.scheduleWithFixedDelay(this::speak, 0, 50, TimeUnit.MILLISECONDS);
    }

    @AfterEach
    void stop() throws Exception {
        speaker.shutdownNow();
        hordes.close();
        for (AutoCloseable one : open) {
            one.close();
        }
        node.close();
        complaints.close();
    }

    private void bringWitnesses() throws Exception {
        TestClient plain = client("/ws?channel=team-w");
        witnesses.add(new Witness("a native client", "activity-logged", "/data/n", plain::next));
        TestClient chat = client("/api/chat/ws?contextId=w");
        witnesses.add(new Witness("a chat", "message", "/data/n", chat::next));
        TestClient metrics = client("/api/analytics/ws?contextId=w");
        metrics.send("{\"type\":\"subscribe\",\"data\":{\"metrics\":[\"m\"]}}");
        witnesses.add(new Witness("figures", "metric_update", "/data/value", metrics::next));
        TestClient text = client("/api/collaboration/ws?contextId=w");
        text.send("{\"type\":\"join_session\",\"data\":{\"sessionId\":\"w\"}}");
        witnesses.add(new Witness("a collaboration", "edit", "/data/n", text::next));
        SseClient stream = new SseClient(node.http() + "/sse?channel=team-w&token=" + token(), "");
        open.add(stream);
        witnesses.add(new Witness("an event stream", "activity-logged", "/data/n", stream::next));
        metrics.drain();
        text.drain();
        await().until(() -> node.gateway().connections() == witnesses.size()
                && node.gateway().stats().live() == witnesses.size());
    }

    private TestClient client(String path) {
        TestClient client =
                TestClient.connect("ws://127.0.0.1:" + node.gateway().port() + path + "&token=" + token());
        open.add(client);
        return client;
    }

    private static String token() {
        return TestNode.token("witness", List.of("*"));
    }

    private void speak() {
        long n = events.get();
        node.publish("activity", "w", event(n, "activity-logged", "{\"n\":" + n + "}"));
        node.publish("chat", "w", event(n, "message", "{\"n\":" + n + "}"));
        node.publish("metrics", "w", event(n, "metric_update", "{\"metric\":\"m\",\"value\":" + n + "}"));
        node.publish("collaboration", "w", event(n, "edit", "{\"n\":" + n + "}"));
        events.set(n + 1);
    }

    private static Event event(long n, String type, String data) {
        return new Event("w" + n, "/test", type, Rfc3339.now(), null, Json.of(data));
    }

    @Test
    void frames() throws Exception {
        come(Door.NATIVE, WARM_UP, 0);
        Door.ROOMS.forEach(door -> come(door, WARM_UP / 4, 1));
        settled();
        long began = System.nanoTime();
        long growth = LiveHeap.growth(MOST_GROWTH, wave -> {
            come(Door.NATIVE, FRAMES * 85 / 100, 2 * wave);
            Door.ROOMS.forEach(door -> come(door, FRAMES / 20, 2 * wave + 1));
            settled();
        });
        double seconds = (System.nanoTime() - began) / 1e9;
        System.out.printf(
                "%,d hostile frames in %.0f s beside %,d events for each witness; the live heap grew by %,d bytes; %s%n",
                FRAMES, seconds, events.get(), growth, node.gateway().stats().refusals());
    }

    private void come(Door door, int frames, int wave) {
        // One of every kind, and somebody who is none of them: a stranger.
        int kinds = VIOLATIONS.size() + 1;
        int clients = Math.max(kinds, frames / FRAMES_EACH);
        hordes.come(clients, number -> over -> {
            Random random = new Random(seed + 31L * wave + 1_000_003L * number);
            int kind = number % kinds;
            if (kind == VIOLATIONS.size()) {
                return new Stranger(door, random, over);
            }
            Violation violation = VIOLATIONS.get(kind);
            return new HostileClient(door, door.path(MAD), random, FRAMES_EACH, violation, over);
        });
    }

    @Test
    void requests() throws Exception {
        callers(FRAMES / 200, 0);
        settled();
        long growth = LiveHeap.growth(MOST_GROWTH, wave -> {
            callers(FRAMES / 50, wave);
            settled();
        });
        System.out.printf("%,d garbled requests; the live heap grew by %,d bytes%n", FRAMES / 50, growth);
    }

    private void callers(int count, int wave) {
        LongAdder answered = new LongAdder();
        hordes.come(count, number -> over -> {
            Random random = new Random(seed + 31L * wave + 1_000_003L * number);
            return new Caller(new Garble(random, MAD).next(), answered, over);
        });
        System.out.printf("%,d of %,d garbled requests were answered%n", answered.sum(), count);
        assertThat(answered.sum()).isGreaterThan(count / 2);
    }

    /** The hostile ones have gone, and the witnesses have heard everything, as they should. */
    private void settled() throws Exception {
        assertThat(hordes.faults()).isEmpty();
        assertThat(complaints.heard()).isEmpty();
        await().until(() -> node.gateway().connections() == witnesses.size()
                && node.gateway().stats().subscriptions() == witnesses.size());
        for (Witness witness : witnesses) {
            witness.hears(events.get());
        }
    }
}
