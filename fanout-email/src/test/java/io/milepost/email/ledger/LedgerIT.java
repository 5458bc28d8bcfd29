package io.milepost.email.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.milepost.broker.TestKafka;
import io.milepost.email.rule.Throttle;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One partition, and two who would have it. */
class LedgerIT {
    private static final Throttle TWO_AN_HOUR = new Throttle(2, Duration.ofHours(1));

    private final String topic = TestKafka.uniqueTopic("ledger");
    private final Ledger first = ledger();
    private final Ledger second = ledger();

    private Ledger ledger() {
        return new Ledger(new LedgerConfig(
                Map.of("bootstrap.servers", TestKafka.bootstrapServers()),
                topic,
                "owner-" + topic,
                Duration.ofDays(1),
                Duration.ofMinutes(10)));
    }

    @BeforeEach
    void topic() {
        TestKafka.createTopic(topic, 2, Map.of("cleanup.policy", "compact"));
    }

    @AfterEach
    void close() {
        first.close();
        second.close();
    }

    private static Entry entry(Phase phase, Duration ago, String recipient) {
        return new Entry(phase, Instant.now().minus(ago).toEpochMilli(), "note", "notes", recipient, null, true);
    }

    private static void put(Ledger ledger, String key, Entry entry) {
        ask(ledger, book -> {
            book.put(key, entry);
            return true;
        });
    }

    private static <T> T ask(Ledger ledger, Function<Book, T> work) {
        return ledger.run(0, work).toCompletableFuture().join();
    }

    private static Phase phase(Ledger ledger, String key) {
        return ask(ledger, book -> book.get(key).map(Entry::phase).orElseThrow());
    }

    private static boolean knows(Ledger ledger, String key) {
        return ask(ledger, book -> book.get(key).isPresent());
    }

    private static boolean isThrottled(Ledger ledger, String rule, String recipient) {
        return ask(ledger, book -> book.isThrottled(rule, recipient, TWO_AN_HOUR));
    }

    @Test
    void whoOpensAPartitionTakesItFromWhoHadIt() {
        put(first, "one", entry(Phase.ATTEMPTING, Duration.ZERO, "ada"));
        assertThat(phase(second, "one")).isEqualTo(Phase.ATTEMPTING);
        assertThatThrownBy(() -> put(first, "two", entry(Phase.ATTEMPTING, Duration.ZERO, "ada")))
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(LostPartitionException.class);
        assertThat(knows(second, "two")).isFalse();
        put(second, "one", entry(Phase.ACCEPTED, Duration.ZERO, "ada"));
        // Who has lost it may come by it again, and then knows what the other has done.
        await().ignoreExceptionsInstanceOf(CompletionException.class)
                .until(() -> phase(first, "one") == Phase.ACCEPTED);
        assertThatThrownBy(() -> put(second, "three", entry(Phase.ATTEMPTING, Duration.ZERO, "ada")))
                .hasCauseInstanceOf(LostPartitionException.class);
    }

    @Test
    void anotherPartitionIsNobodysBusiness() {
        put(first, "one", entry(Phase.ACCEPTED, Duration.ZERO, "ada"));
        second.run(1, book -> book.get("one")).toCompletableFuture().join();
        put(first, "two", entry(Phase.ACCEPTED, Duration.ZERO, "ada"));
        assertThat(first.size()).isEqualTo(2);
    }

    @Test
    void anAttemptOfAnotherIsAsOldAsItsReading() {
        put(first, "one", entry(Phase.ATTEMPTING, Duration.ofHours(2), "ada"));
        long before = System.nanoTime();
        long attempted = ask(second, book -> book.attemptedAt("one"));
        assertThat(attempted - before).isPositive();
    }

    @Test
    void whatCountsAgainstAThrottleCountsForWhoComesNext() {
        put(first, "one", entry(Phase.ACCEPTED, Duration.ofMinutes(50), "ada"));
        put(first, "two", entry(Phase.ATTEMPTING, Duration.ofMinutes(1), "ada"));
        put(first, "before", entry(Phase.ACCEPTED, Duration.ofHours(2), "bob"));
        put(first, "ended", entry(Phase.ENDED, Duration.ofMinutes(1), "bob"));
        put(first, "released", entry(Phase.ATTEMPTING, Duration.ofMinutes(1), "bob"));
        put(first, "released", entry(Phase.RELEASED, Duration.ofMinutes(1), "bob"));
        put(first, "last", entry(Phase.ACCEPTED, Duration.ofMinutes(1), "bob"));
        for (Ledger ledger : List.of(first, second)) {
            assertThat(isThrottled(ledger, "note", "ada")).isTrue();
            assertThat(isThrottled(ledger, "note", "bob")).isFalse();
            assertThat(isThrottled(ledger, "other", "ada")).isFalse();
        }
        put(second, "two", entry(Phase.RELEASED, Duration.ZERO, "ada"));
        assertThat(isThrottled(second, "note", "ada")).isFalse();
    }

    @Test
    void whatIsOlderThanALedgerKeepsIsForgotten() {
        put(first, "old", entry(Phase.ACCEPTED, Duration.ofDays(2), "ada"));
        put(first, "again", entry(Phase.RELEASED, Duration.ofDays(2), "ada"));
        put(first, "new", entry(Phase.ACCEPTED, Duration.ofHours(23), "ada"));
        put(first, "again", entry(Phase.ACCEPTED, Duration.ZERO, "ada"));
        assertThat(knows(second, "old")).isFalse();
        assertThat(phase(second, "new")).isEqualTo(Phase.ACCEPTED);
        assertThat(phase(second, "again")).isEqualTo(Phase.ACCEPTED);
        await().until(() -> second.size() == 2);
    }

    @Test
    void workThatFailsFailsAlone() {
        assertThatThrownBy(() -> ask(first, book -> {
                    throw new IllegalStateException("mine");
                }))
                .hasCauseInstanceOf(IllegalStateException.class);
        put(first, "one", entry(Phase.ACCEPTED, Duration.ZERO, "ada"));
        assertThat(phase(second, "one")).isEqualTo(Phase.ACCEPTED);
    }
}
