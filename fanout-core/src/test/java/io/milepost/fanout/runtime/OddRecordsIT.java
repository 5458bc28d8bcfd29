package io.milepost.fanout.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milepost.fanout.Delivery;
import io.milepost.fanout.Failure;
import io.milepost.fanout.Health;
import io.milepost.fanout.Outcome;
import io.milepost.fanout.contract.Arrival;
import io.milepost.fanout.contract.Letter;
import io.milepost.fanout.contract.Rig;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Records that are no events, or none to be delivered. */
class OddRecordsIT extends Edge {
    @Test
    void whatIsNoEventIsPutAsideAndHoldsNobodyUp() throws Exception {
        write(2, null, "k", "{\"half\":");
        write(2, null, "k", null);
        write(2, null, null, "{}");
        write(2, null, "not a key", "{}");
        write(2, null, "k", "{\"good\":true}");
        Rig.Started started = rig.start();
        await().atMost(SOON).until(() -> rig.farSide().arrivals().size() == 1);
        assertThat(rig.farSide().arrivals().get(0).key()).isEqualTo("k");
        assertThat(codes(4)).hasSize(4).containsOnly("undeliverable");
        assertThat(rig.deadLetters())
                .extracting(letter -> Letter.header(letter, "milepost_offset"))
                .containsExactlyInAnyOrder("0", "1", "2", "3");
        assertThat(rig.deadLetters())
                .extracting(letter -> Letter.header(letter, "milepost_attempts"))
                .containsOnly("0");
        assertThat(started.fanout().health()).matches(Health::ok);
    }

    @ParameterizedTest
    @EnumSource(Odd.class)
    void whateverAProducerDoesIsPutAsideWithItsReasonAndTheRestArrives(Odd odd) throws Exception {
        allowLargeValues();
        write(2, null, "k", "{\"good\":1}");
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(rig.topic("activity"), 2, "k".getBytes(UTF_8), odd.value);
        odd.headers.forEach((name, said) -> record.headers().add(name, said.getBytes(UTF_8)));
        producer.send(record).get();
        write(2, null, "k", "{\"good\":2}");
        Rig.Started started = rig.start();
        await().atMost(SOON).until(() -> rig.farSide().arrivals().size() == 2);
        assertThat(started.witness().seen())
                .extracting(delivery -> delivery.event().data().toString())
                .containsExactly("{\"good\":1}", "{\"good\":2}");
        assertThat(codes(1)).containsExactly("undeliverable");
        ConsumerRecord<String, byte[]> letter = rig.deadLetters().get(0);
        assertThat(Letter.header(letter, "milepost_message")).startsWith(odd.why);
        assertThat(Letter.header(letter, "milepost_offset")).isEqualTo("1");
        assertThat(letter.value()).isEqualTo(odd.value);
    }

    /** Records that are no events, and why. */
    @SuppressWarnings("ImmutableEnumChecker") // nobody writes to them
    private enum Odd {
        TWO_ROOTS("{\"n\":1}{\"n\":2}", "the value is more than one JSON value"),
        INVALID_UTF8(new byte[] {'"', (byte) 0xc3, 0x28, '"'}, "the value is not valid UTF-8", Map.of()),
        RESERVED_TYPE(
                "{}".getBytes(UTF_8),
                "type live is reserved",
                Map.of("ce_specversion", "1.0", "ce_id", "1", "ce_source", "/odd", "ce_type", "live")),
        OTHER_CONTENT("{}".getBytes(UTF_8), "the content type is not JSON", Map.of("content-type", "text/plain")),
        TOO_LARGE("\"" + "x".repeat(2 << 20) + "\"", "the value has 2097154 bytes, more than 1048576");

        private final byte[] value;
        private final String why;
        private final Map<String, String> headers;

        Odd(String value, String why) {
            this(value.getBytes(UTF_8), why, Map.of());
        }

        Odd(byte[] value, String why, Map<String, String> headers) {
            this.value = value;
            this.why = why;
            this.headers = headers;
        }
    }

    @Test
    void whatIsAsLargeAsItsTopicAllowsIsPutAsideToo() throws Exception {
        // With the headers of a dead letter it is more than that.
        write(0, null, "k", "{" + "x".repeat(1_048_400));
        rig.start();
        assertThat(codes(1)).containsExactly("undeliverable");
    }

    @Test
    void aBufferOfOneIsEnough() throws Exception {
        for (int i = 0; i < 5; i++) {
            write(1, null, "k", "{}");
        }
        rig.start(Map.of("buffer", "1"));
        await().atMost(SOON).until(() -> rig.farSide().arrivals().size() == 5);
        write(1, null, "k", "{}");
        await().atMost(SOON).until(() -> rig.farSide().arrivals().size() == 6);
    }

    @Test
    void theLongestRecordThereCanBeIsPutAsideAndSentAgainToo() throws Exception {
        byte[] random = new byte[786_000];
        new Random(1).nextBytes(random);
        // As long as Kafka takes by default, and nothing that compression could shorten.
        write(1, null, "k", "no JSON " + Base64.getEncoder().encodeToString(random));
        write(1, null, "k", "{\"good\":true}");
        rig.start();
        await().atMost(SOON).until(() -> rig.farSide().arrivals().size() == 1);
        assertThat(codes(1)).containsExactly("undeliverable");
        assertThat(rig.deadLetters().get(0).value()).hasSizeGreaterThan(1_048_000);
        rig.redrive();
        assertThat(codes(2)).hasSize(2);
    }

    @Test
    void whatIsTooOldIsPutAsideUntried() throws Exception {
        long old = Instant.now().minus(Duration.ofHours(2)).toEpochMilli();
        write(1, old, "k", "{\"old\":1}");
        write(1, old, "k", "{\"old\":2}");
        write(1, null, "k", "{\"new\":3}");
        Rig.Started started = rig.start(Map.of("maxAge", "1h"));
        await().atMost(SOON).until(() -> rig.farSide().arrivals().size() == 1);
        assertThat(codes(2)).containsExactly("expired", "expired");
        assertThat(started.witness().seen()).hasSize(1);
    }

    @Test
    void whatIsSentAgainIsTheSameEventAsBefore() throws Exception {
        boolean[] mended = {false};
        long yesterday = Instant.now().minus(Duration.ofHours(20)).toEpochMilli();
        write(3, yesterday, "k", "{\"bare\":true}");
        Rig.Started started = rig.start(
                Map.of(),
                sink -> new Scripted(
                        sink,
                        (batch, real) -> mended[0]
                                ? real.deliver(batch)
                                : CompletableFuture.completedFuture(
                                        List.of(new Outcome.Rejected(Failure.of("not-yet", "not yet"))))));
        rig.awaitDeadLetters(1);
        mended[0] = true;
        rig.redrive();
        await().atMost(SOON).until(() -> rig.farSide().arrivals().size() == 1);
        List<Delivery> seen = started.witness().seen();
        assertThat(seen).extracting(Delivery::redriven).containsExactly(false, true);
        assertThat(seen).extracting(Delivery::position).containsOnly(seen.get(0).position());
        assertThat(seen)
                .extracting(Delivery::recordedAt)
                .containsOnly(seen.get(0).recordedAt());
        assertThat(seen).extracting(Delivery::event).containsOnly(seen.get(0).event());
        assertThat(rig.farSide().arrivals())
                .containsExactly(new Arrival("k", seen.get(0).event().id()));
    }
}
