package io.milepost.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milepost.broker.TestKafka;
import io.milepost.log.CatchUp.Lost;
import io.milepost.log.History.Answer.Page;
import io.milepost.log.History.Before;
import io.milepost.log.LogConfig.Absences;
import io.milepost.log.index.SkipIndex;
import io.milepost.route.Route;
import io.milepost.route.Routes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LongAbsenceIT {
    private static final int TEAM = 7;
    private static final Absences NO_BUILD = new Absences(32 << 20, 0, 1_000_000);

    /** How many records the hundred events lie behind; the whole of it takes minutes to write and read. */
    private static final int BEHIND = Integer.getInteger("behind", 1_000_000);

    private final Crowd crowd = new Crowd(1);

    @AfterEach
    void close() {
        crowd.close();
    }

    @Test
    void aHundredEventsBehindMillionsOfOthersAreThereAtOnce() {
        KafkaEventLog log = crowd.node(NO_BUILD, 1);
        long began = System.nanoTime();
        int apart = BEHIND / 100;
        crowd.write(BEHIND, i -> i % apart == 0 ? TEAM : 10 + i % 9_973);
        long written = System.nanoTime();
        waitForTail(log, BEHIND, 10);
        long tailed = System.nanoTime();
        Caught reader = Crowd.read(log, TEAM, 0);
        reader.waitForEnd();
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - tailed);
        long records = log.stats().caughtUp();
        System.out.printf(
                "%,d records: written in %,d ms, at the tail after %,d ms more; 100 events in %d ms, %,d records read, index"
                        + " %,d bytes%n",
                BEHIND,
                TimeUnit.NANOSECONDS.toMillis(written - began),
                TimeUnit.NANOSECONDS.toMillis(tailed - written),
                millis,
                records,
                log.stats().indexBytes());
        assertThat(reader.offsets())
                .containsExactlyElementsOf(
                        IntStream.range(0, 100).mapToObj(i -> (long) i * apart).toList());
        assertThat(records).as("records read").isLessThan(100 * 2_600);
        assertThat(log.stats().skipped()).as("offsets passed over").isGreaterThan(BEHIND / 2);
        // Whatever else this machine does: one of several readers is through in two seconds.
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            long again = System.nanoTime();
            Crowd.read(log, TEAM, 0).waitForEnd();
            return millis < 2_000 || System.nanoTime() - again < TimeUnit.SECONDS.toNanos(2);
        });
    }

    @Test
    void whoHasMissedNothingIsLiveWithoutAScan() {
        KafkaEventLog log = crowd.node(NO_BUILD, 1);
        crowd.write(20_000, i -> i < 10 ? TEAM : 10 + i % 5);
        waitForTail(log, 20_000, 2);
        long scans = log.stats().scans();
        for (Caught reader : List.of(
                Crowd.read(log, TEAM, 10),
                Crowd.read(log, TEAM, 15_000),
                Crowd.read(log, 999, 0),
                Crowd.read(log, 999, 7))) {
            reader.waitForEnd();
            assertThat(reader.found).isEmpty();
            assertThat(log.ring().holds(reader.gathering.partitions().get(0), reader.end[0]))
                    .isTrue();
        }
        assertThat(log.stats().scans()).isEqualTo(scans);
        Caught reader = Crowd.read(log, TEAM, 9);
        reader.waitForEnd();
        assertThat(reader.offsets()).containsExactly(9L);
        assertThat(log.stats().scans()).isEqualTo(scans + 1);
    }

    /** Else all that lies behind the ring would count as what has to be read, and be more than the budget. */
    @Test
    void aChangeOfRoutesForgetsNothing() {
        KafkaEventLog log = crowd.node(new Absences(32 << 20, 0, 15_000), 1);
        crowd.write(30_000, i -> i % 3_000 == 0 ? TEAM : 10 + i % 500);
        waitForTail(log, 30_000, 2);
        List<Long> expected = IntStream.range(0, 10).mapToObj(i -> i * 3_000L).toList();
        Gathering before = Crowd.gather(log, TEAM);
        for (String left : List.of("nobody-says-this", "nor-that")) {
            Caught reader = Crowd.read(log, TEAM, 0);
            reader.waitForEnd();
            assertThat(reader.offsets()).isEqualTo(expected);
            assertThat(reader.lost).isEmpty();
            log.change(Routes.of(List.of(Route.of(List.of(), List.of(left), List.of(), Set.of("pusher")))));
        }
        assertThat(Crowd.gather(log, TEAM).partitions())
                .as("other partitions for clients, of the same offsets")
                .doesNotContainAnyElementsOf(before.partitions());
        Caught reader = Crowd.read(log, TEAM, 0);
        reader.waitForEnd();
        assertThat(reader.offsets()).isEqualTo(expected);
        assertThat(reader.lost).isEmpty();
        // The broker is asked for its bounds from time to time.
        await().untilAsserted(() -> assertThat(
                        log.bounds().latest().end(reader.gathering.partitions().get(0)))
                .isEqualTo(30_000));
    }

    @Test
    void aNodeJustStartedLearnsWhatItHasNotSeen() {
        crowd.write(20_780, i -> i < 10 ? TEAM : 10 + i % 5);
        KafkaEventLog log = crowd.node(Absences.DEFAULT, 1);
        // The tail has begun in the middle of a block, and knows more of it than is left to be read.
        crowd.write(1_000, i -> 10 + i % 5);
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            long scans = log.stats().scans();
            Caught reader = Crowd.read(log, TEAM, 1_024);
            reader.waitForEnd();
            assertThat(reader.found).isEmpty();
            assertThat(log.stats().scans()).isEqualTo(scans);
        });
        assertThat(log.stats().indexed()).isGreaterThan(10_000);
        Caught reader = Crowd.read(log, TEAM, 3);
        reader.waitForEnd();
        assertThat(reader.offsets()).containsExactly(3L, 4L, 5L, 6L, 7L, 8L, 9L);
    }

    @Test
    void thoseAwayForLongDoNotDelayThoseAwayForMoments() {
        KafkaEventLog log = crowd.node(NO_BUILD, 1);
        int count = 400_000;
        crowd.write(count, i -> 10 + i % 5);
        waitForTail(log, count, 3);
        // The lane of those who are near has connected before.
        Crowd.read(log, 10, count - 5_000).waitForEnd();
        List<Caught> far = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            far.add(Crowd.read(log, 10 + i % 5, i * 10_000L));
        }
        await().until(() -> !far.get(0).found.isEmpty());
        List<Caught> near = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            near.add(Crowd.read(log, 10 + i % 5, count - 5_000 + i));
        }
        near.forEach(Caught::waitForEnd);
        assertThat(far).as("when all that were near are through").noneMatch(reader -> reader.done.isDone());
        assertThat(near).allMatch(reader -> reader.found.size() > 500);
        far.forEach(Caught::waitForEnd);
        assertThat(far.get(0).found).hasSizeGreaterThan(70_000);
    }

    @Test
    void whatIsBeyondTheBudgetIsAGapAndTheNewestComes() {
        int count = 60_000;
        KafkaEventLog blind = crowd.node(new Absences(0, 0, 5_000), 1);
        KafkaEventLog log = crowd.node(new Absences(1 << 20, 0, 5_000), 1);
        crowd.write(count, i -> i % 20_000 == 0 ? TEAM : 10 + i % 5);
        for (KafkaEventLog node : List.of(blind, log)) {
            waitForTail(node, count, 2);
            Caught dense = Crowd.read(node, 12, 0);
            dense.waitForEnd();
            assertThat(dense.lost).hasSize(1);
            Lost gap = dense.lost.get(0);
            assertThat(gap.reason()).isEqualTo(GapReason.TOO_FAR);
            assertThat(gap.offset()).isBetween(count - 8_000L, count - 5_000L);
            assertThat(dense.offsets())
                    .hasSizeGreaterThan(800)
                    .startsWith(gap.offset() + (7 - gap.offset() % 5) % 5)
                    .allMatch(offset -> offset % 5 == 2);
            assertThat(dense.offsets().get(dense.offsets().size() - 1)
                            - dense.offsets().get(0))
                    .isEqualTo((dense.offsets().size() - 1) * 5L);
        }
        Caught rare = Crowd.read(log, TEAM, 0);
        rare.waitForEnd();
        assertThat(rare.lost).isEmpty();
        assertThat(rare.offsets()).containsExactly(0L, 20_000L, 40_000L);
        Caught unknown = Crowd.read(blind, TEAM, 0);
        unknown.waitForEnd();
        assertThat(unknown.lost).extracting(Lost::reason).containsExactly(GapReason.TOO_FAR);
    }

    @Test
    void aPageOfHistoryPassesOverWhatCannotHoldItsChannel() throws Exception {
        KafkaEventLog log = crowd.node(NO_BUILD, 1);
        crowd.write(60_000, i -> i % 25_000 == 0 ? TEAM : 10 + i % 5);
        waitForTail(log, 60_000, 2);
        Gathering team = Crowd.gather(log, TEAM);
        Page page = page(log.history(), team, new Before.Now());
        assertThat(page.records()).extracting(LogRecord::offset).containsExactly(50_000L, 25_000L, 0L);
        assertThat(page.complete()).isTrue();
        assertThat(page.older()).isFalse();
        assertThat(log.stats().histories()).isLessThan(10_000);
        try (KafkaHistory blind = new KafkaHistory(
                LogConfig.of(TestKafka.bootstrapServers()), new SkipIndex(0), log.stats(), 8_000, 10)) {
            Page part = page(blind, team, new Before.Now());
            assertThat(part.complete()).isFalse();
            assertThat(part.older()).isTrue();
            List<Long> offsets = new ArrayList<>();
            for (; part.older(); part = page(blind, team, new Before.Offsets(part.offsets()))) {
                part.records().forEach(record -> offsets.add(record.offset()));
            }
            part.records().forEach(record -> offsets.add(record.offset()));
            assertThat(offsets).containsExactly(50_000L, 25_000L, 0L);
        }
    }

    @Test
    void theIndexStaysWithinItsBound() {
        int bound = 100_000;
        KafkaEventLog log = crowd.node(new Absences(bound, 100_000, 1_000_000), 1);
        for (int round = 1; round <= 5; round++) {
            int first = round * 40_000;
            crowd.write(40_000, i -> i == 0 ? TEAM : first + i);
            waitForTail(log, round * 40_000L, 1);
            assertThat(log.stats().indexBytes()).isBetween(bound / 2L, (long) bound);
        }
        Caught reader = Crowd.read(log, TEAM, 0);
        reader.waitForEnd();
        assertThat(reader.offsets()).containsExactly(0L, 40_000L, 80_000L, 120_000L, 160_000L);
        assertThat(log.stats().indexBytes()).isBetween(bound / 2L, (long) bound);
    }

    private static Page page(History history, Gathering gathering, Before before) throws Exception {
        CompletableFuture<History.Answer> answer = new CompletableFuture<>();
        history.page(new History.Request(gathering, before, 10, Runnable::run, answer::complete));
        return (Page) answer.get(60, TimeUnit.SECONDS);
    }

    private static void waitForTail(KafkaEventLog log, long count, int minutes) {
        await().atMost(Duration.ofMinutes(minutes)).until(() -> log.stats().records() >= count);
    }
}
