package io.milepost.fanout.trail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milepost.fanout.Position;
import io.milepost.fanout.trail.TrailStep.What;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TrailTest {
    private static final TrailStep STEP = new TrailStep(
            "pusher",
            "/test",
            "e/1",
            new Position("activity", 1, 42),
            "team-1",
            What.DEAD_LETTER,
            3,
            "http-413: too large",
            new Position("milepost.dlq", 0, 7),
            Instant.parse("2026-01-01T12:00:00.123Z"));

    @Test
    void aStepIsReadAsItWasWritten() {
        assertThat(TrailStep.read(ByteBuffer.wrap(STEP.write()))).contains(STEP);
        assertThat(STEP.key()).isEqualTo("e/1".getBytes(UTF_8));
    }

    @Test
    void whatIsNoStepIsPassedOver() {
        for (String other : new String[] {"", "{no", "[]", "{\"what\":\"delivered\"}", "{\"what\":\"else\"}"}) {
            assertThat(TrailStep.read(ByteBuffer.wrap(other.getBytes(UTF_8))))
                    .as(other)
                    .isEmpty();
        }
    }

    @Test
    void aLongDetailIsCut() {
        TrailStep step =
                new TrailStep("f", "s", "i", STEP.event(), "c", What.RETRIED, 1, "x".repeat(5_000), null, STEP.at());
        assertThat(step.detail()).hasSizeLessThan(400);
    }

    @Test
    void whereKafkaIsAwayStepsAreDroppedAndNobodyWaits() {
        AtomicInteger dropped = new AtomicInteger();
        int many = 30_000;
        try (KafkaTrail trail = new KafkaTrail(
                "test",
                new TrailTopic("none", (short) -1),
                Map.of("bootstrap.servers", "127.0.0.1:1"),
                dropped::incrementAndGet)) {
            for (int i = 0; i < many; i++) {
                trail.note(STEP);
            }
            assertThat(dropped).hasPositiveValue();
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> dropped.get() == many);
    }

    @Test
    void aBrokerWithoutAnAddressEndsNothing() {
        AtomicInteger dropped = new AtomicInteger();
        try (KafkaTrail trail = new KafkaTrail(
                "lost",
                new TrailTopic("none", (short) -1),
                Map.of("bootstrap.servers", "nowhere.invalid:9092"),
                dropped::incrementAndGet)) {
            trail.note(STEP);
            await().atMost(Duration.ofSeconds(30)).until(() -> dropped.get() == 1);
            trail.note(STEP);
            await().atMost(Duration.ofSeconds(30)).until(() -> dropped.get() == 2);
            assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .contains("milepost-trail-lost");
        }
    }
}
