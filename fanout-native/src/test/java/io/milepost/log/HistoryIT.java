package io.milepost.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milepost.broker.TestKafka;
import io.milepost.channel.ChannelName;
import io.milepost.channel.StreamSpec;
import io.milepost.channel.Streams;
import io.milepost.log.History.Answer;
import io.milepost.log.History.Answer.Page;
import io.milepost.log.History.Answer.Unavailable;
import io.milepost.log.History.Before;
import io.milepost.log.WrittenLog.Event;
import io.milepost.log.index.SkipIndex;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HistoryIT {
    /** An hour ago: the broker's own retention takes old records, and it rolls segments where times leap. */
    private static final long NOON = System.currentTimeMillis() - 3_600_000;

    private static final Before NOW = new Before.Now();

    private final Streams streams = Streams.of(
            List.of(stream("activity", "team-{key}"), stream("goal", "team-{key}"), stream("channels", "{key}")));
    private final List<AutoCloseable> open = new ArrayList<>();
    private KafkaEventLog log;
    private Gathering team;
    private WrittenLog written;

    @BeforeEach
    void connect() {
        Map<String, Object> client = Map.of("bootstrap.servers", TestKafka.bootstrapServers());
        StreamTopics.make(client, streams, new LogConfig.TopicDefaults(3, (short) -1));
        log = closing(KafkaEventLog.open(LogConfig.of(TestKafka.bootstrapServers()), streams));
        log.ready().orTimeout(60, TimeUnit.SECONDS).join();
        team = gather("team-7");
        written = closing(new WrittenLog(team));
    }

    @AfterEach
    void close() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    @Test
    void pagesLeadFromNowBackToTheStart() throws Exception {
        written.writeInterleaved(3_000, NOON);
        List<Page> pages = pages(log.history(), NOW, 70);
        assertThat(events(pages)).hasSize(600).isEqualTo(written.newestFirst(written.ends()));
        assertThat(pages.subList(0, 8)).allMatch(page -> page.records().size() == 70 && page.older());
        assertThat(pages).allMatch(Page::complete);
        assertThat(pages.get(0).records().get(0).recordTime()).isEqualTo(NOON + 2_993);
        assertThat(log.stats().histories()).isBetween(600L, 30_000L);
    }

    @Test
    void aPageOfOneEventGoesOnExactlyBehindIt() throws Exception {
        written.writeInterleaved(60, NOON);
        List<Page> pages = pages(log.history(), NOW, 1);
        assertThat(events(pages)).hasSize(12).isEqualTo(written.newestFirst(written.ends()));
    }

    @Test
    void aTimeIsExclusive() throws Exception {
        written.writeInterleaved(300, NOON);
        Instant event = Instant.ofEpochMilli(NOON + 97);
        assertThat(newestTime(new Before.Time(event))).isEqualTo(NOON + 96);
        assertThat(newestTime(new Before.Time(event.plusNanos(1)))).isEqualTo(NOON + 97);
        assertThat(newestTime(new Before.Time(Instant.MAX))).isEqualTo(NOON + 293);
        assertThat(events(pages(log.history(), new Before.Time(event), 7))).hasSize(19);
        Page nothing = page(new Before.Time(Instant.ofEpochMilli(NOON)), 10);
        assertThat(nothing.records()).isEmpty();
        assertThat(page(new Before.Time(Instant.MIN), 10).older()).isFalse();
    }

    @Test
    void offsetsAreExclusiveAndNotBoundToPages() throws Exception {
        written.writeInterleaved(300, NOON);
        long[] place = {20, 0, Long.MAX_VALUE};
        List<Event> got = events(pages(log.history(), new Before.Offsets(place), 6));
        assertThat(got).isNotEmpty().isEqualTo(written.newestFirst(place));
        assertThatThrownBy(() -> page(new Before.Offsets(new long[] {1}), 5))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aChannelWithoutEventsIsReadToItsStart() throws Exception {
        Page nothing = page(NOW, 10);
        assertThat(nothing.records()).isEmpty();
        assertThat(nothing.older()).isFalse();
        written.writeInterleaved(3_000, NOON);
        team = gather("team-nobody");
        Page others = page(NOW, 10);
        assertThat(others.records()).isEmpty();
        assertThat(others.older()).isFalse();
        assertThat(others.complete()).isTrue();
    }

    @Test
    void historyBeginsWhereRetentionLeftIt() throws Exception {
        written.writeInterleaved(300, NOON);
        written.retain(0, 10);
        assertThat(events(pages(log.history(), NOW, 9))).isEqualTo(written.newestFirst(written.ends()));
        Page lost = page(new Before.Offsets(new long[] {5, 0, 0}), 5);
        assertThat(lost.records()).isEmpty();
        assertThat(lost.older()).isFalse();
    }

    @Test
    void aSpentBudgetIsSaidAndTheNextPageGoesOn() throws Exception {
        written.writeInterleaved(3_000, NOON);
        List<Event> all = written.newestFirst(written.ends());
        List<Page> pages = pages(history(100, 10), NOW, 50);
        assertThat(events(pages)).isEqualTo(all);
        assertThat(pages)
                .anyMatch(page -> !page.complete())
                .allMatch(page -> page.complete() || page.records().size() < 50);
        long before = log.stats().histories();
        ask(history(100, 10), NOW, 1_000).get(60, TimeUnit.SECONDS);
        assertThat(log.stats().histories() - before).isBetween(1L, 100L);
        assertThat(events(pages(history(1, 10), NOW, 50))).isEqualTo(all);
    }

    @Test
    void aPageIsBoundedInBytesToo() throws Exception {
        for (int i = 0; i < 20; i++) {
            written.write(i % 3, 7, NOON + i, "\"" + "x".repeat(110_000) + "\"");
        }
        written.settle();
        List<Page> pages = pages(log.history(), NOW, 50);
        assertThat(events(pages)).hasSize(20).isEqualTo(written.newestFirst(written.ends()));
        assertThat(pages).extracting(page -> page.records().size()).containsExactly(10, 10);
        assertThat(pages).extracting(Page::complete).containsExactly(false, true);
    }

    @Test
    void offsetsWithoutRecordsArePassedOver() throws Exception {
        written.writeInterleaved(60, NOON);
        written.inTransaction(0, 2_000, NOON + 60, false);
        written.writeInterleaved(60, NOON + 61);
        written.inTransaction(1, 1_200, NOON + 121, false);
        List<Page> pages = pages(log.history(), NOW, 10);
        assertThat(events(pages)).hasSize(24).isEqualTo(written.newestFirst(written.ends()));
    }

    @Test
    void tooManyWaitingAreRefusedAndAllAreAnsweredOnce() throws Exception {
        KafkaHistory history = history(1_000, 2);
        List<Answer> answers = new CopyOnWriteArrayList<>();
        CountDownLatch begun = new CountDownLatch(1);
        history.page(new History.Request(team, NOW, 5, Runnable::run, answer -> {
            answers.add(answer);
            begun.countDown();
            untilInterrupted();
        }));
        begun.await();
        for (int i = 0; i < 3; i++) {
            history.page(new History.Request(team, NOW, 5, Runnable::run, answers::add));
        }
        assertThat(answers).hasSize(2).last().isEqualTo(new Unavailable("too many histories wait"));
        history.close();
        history.page(new History.Request(team, NOW, 5, Runnable::run, answers::add));
        assertThat(answers).hasSize(5).filteredOn(Unavailable.class::isInstance).hasSize(4);
    }

    @Test
    void faultsAreSaidAndTheNextRequestIsServed() throws Exception {
        LogConfig nowhere = LogConfig.of("nowhere.invalid:9092");
        KafkaHistory cut = closing(new KafkaHistory(nowhere, new SkipIndex(0), log.stats(), 1_000, 2));
        for (int i = 0; i < 2; i++) {
            assertThat(ask(cut, NOW, 5).get(60, TimeUnit.SECONDS))
                    .isEqualTo(new Unavailable("the log cannot be read now"));
        }
        log.history().page(new History.Request(team, NOW, 5, Runnable::run, answer -> {
            throw new IllegalStateException("a listener's defect, as planned");
        }));
        assertThat(page(NOW, 5).complete()).isTrue();
    }

    @Test
    void pagesOfAllKindsAreThoseOfTheModel() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        long time = NOON;
        for (int round = 0; round < 8; round++) {
            for (int i = random.nextInt(500); i > 0; i--) {
                time += random.nextInt(3);
                written.write(random.nextInt(3), 4 + random.nextInt(6), time - random.nextInt(20), "{}");
            }
            written.settle();
            if (random.nextInt(3) == 0) {
                written.inTransaction(random.nextInt(3), 1 + random.nextInt(900), time, random.nextBoolean());
            }
            int index = random.nextInt(3);
            if (random.nextInt(4) == 0 && written.ends()[index] > written.starts()[index]) {
                written.retain(index, random.nextLong(written.starts()[index], written.ends()[index] + 1));
            }
            KafkaHistory history = history(1 + random.nextInt(2_000), 10);
            for (int i = 0; i < 6; i++) {
                comparePages(history, random, random.nextLong(NOON - 5, time + 5), "seed " + seed + ", round " + round);
            }
        }
    }

    private void comparePages(KafkaHistory history, Random random, long time, String description) throws Exception {
        long[] tops = written.ends();
        Before before = NOW;
        if (random.nextInt(3) == 0) {
            before = new Before.Time(Instant.ofEpochMilli(time));
            tops = written.at(time);
        } else if (random.nextBoolean()) {
            tops = Arrays.stream(tops).map(end -> random.nextLong(end + 1)).toArray();
            before = new Before.Offsets(tops);
        }
        int limit = 1 + random.nextInt(200);
        assertThat(events(pages(history, before, limit)))
                .as("%s, %s, limit %d, %s", description, before, limit, written)
                .isEqualTo(written.newestFirst(tops));
    }

    /** All pages from there back to the start. */
    private List<Page> pages(History history, Before first, int limit) throws Exception {
        List<Page> pages = new ArrayList<>();
        Before before = first;
        do {
            Page page = (Page) ask(history, before, limit).get(60, TimeUnit.SECONDS);
            assertThat(page.records()).hasSizeLessThanOrEqualTo(limit);
            if (page.complete()) {
                assertThat(page.records().size() == limit || !page.older())
                        .as("full or at the start")
                        .isTrue();
            }
            pages.add(page);
            before = new Before.Offsets(page.offsets());
        } while (pages.get(pages.size() - 1).older());
        return pages;
    }

    private Page page(Before before, int limit) throws Exception {
        return (Page) ask(log.history(), before, limit).get(60, TimeUnit.SECONDS);
    }

    private CompletableFuture<Answer> ask(History history, Before before, int limit) {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        history.page(new History.Request(team, before, limit, Runnable::run, said -> {
            assertThat(answer.complete(said)).as("said once").isTrue();
        }));
        return answer;
    }

    private long newestTime(Before before) throws Exception {
        return page(before, 3).records().get(0).recordTime();
    }

    private List<Event> events(List<Page> pages) {
        return pages.stream()
                .flatMap(page -> page.records().stream())
                .map(written::event)
                .toList();
    }

    private KafkaHistory history(int budget, int waiting) {
        LogConfig config = LogConfig.of(TestKafka.bootstrapServers());
        return closing(new KafkaHistory(config, new SkipIndex(0), log.stats(), budget, waiting));
    }

    private Gathering gather(String channel) {
        CompletableFuture<EventLog.Attachment> attached = new CompletableFuture<>();
        log.attach(Runnable::run, attached::complete);
        return attached.orTimeout(60, TimeUnit.SECONDS).join().topology().gather(new ChannelName(channel));
    }

    private <T extends AutoCloseable> T closing(T closeable) {
        open.add(closeable);
        return closeable;
    }

    private static void untilInterrupted() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static StreamSpec stream(String name, String template) {
        return new StreamSpec(
                name,
                TestKafka.uniqueTopic(name),
                StreamSpec.of(name, template, "x").template(),
                "x",
                StreamSpec.Delivery.ALL,
                false);
    }
}
