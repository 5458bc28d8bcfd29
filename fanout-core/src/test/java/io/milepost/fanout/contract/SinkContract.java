package io.milepost.fanout.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milepost.event.Json;
import io.milepost.fanout.Delivery;
import io.milepost.fanout.Position;
import io.milepost.fanout.SinkProvider;
import io.milepost.producer.Published;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a sink has to keep, between a real broker and its far side. The author of a sink extends it with a provider and a
 * {@link FarSide}; nothing else is needed. The length of the outage is the system property {@code outage}, in seconds.
 */
public abstract class SinkContract {
    private static final int OUTAGE = Integer.getInteger("outage", 60);
    private static final Duration SOON = Duration.ofMinutes(1);

    private Rig rig;

    /** The provider of the sink. It is made anew elsewhere, so it needs a public constructor without parameters. */
    protected abstract SinkProvider provider();

    /** A far side that nothing has arrived at. Called for each test; closed behind it. */
    protected abstract FarSide farSide();

    /** The data of an event, where a sink wants some of its own. */
    protected Json data(String stream, String key, int number) {
        return Json.of("{\"number\":" + number + "}");
    }

    @BeforeEach
    void open() {
        rig = new Rig(provider(), farSide(), Map.of(), this::data);
    }

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void everyEventArrivesOnceAndInItsKeysOrder() {
        rig.load().spread(1_000, Rig.STREAMS, 50);
        Rig.Started started = rig.start();
        rig.load().spread(500, Rig.STREAMS, 50);
        rig.awaitAll(SOON);
        started.fanout().close();
        rig.ledger().checkOnceAndInOrder();
        assertThat(rig.deadLetters()).isEmpty();
    }

    @Test
    void poisonIsPutAsideWithWhyAndWhatStoodBehindItArrives() {
        for (String key : List.of("a", "b", "c")) {
            rig.load().good("activity", key);
            rig.load().poison("activity", key);
            rig.load().good("activity", key);
            rig.load().poison("activity", key);
            rig.load().poison("activity", key);
            rig.load().good("activity", key);
        }
        rig.start();
        rig.awaitAll(SOON).checkOnceAndInOrder();
        List<Written> poison =
                rig.load().written().stream().filter(Written::isPoison).toList();
        List<ConsumerRecord<String, byte[]>> letters = rig.awaitDeadLetters(poison.size());
        assertThat(letters).hasSize(poison.size());
        poison.forEach(event -> Letter.of(event, letters).check(rig.plan().name()));
    }

    @Test
    void severalEventsInACallKeepTheOrderOfTheirLanes() {
        for (int i = 0; i < 600; i++) {
            String key = "k" + i % 7;
            if (i % 30 == 29) {
                rig.load().poison("chat", key);
            } else {
                rig.load().good("chat", key);
            }
        }
        rig.load().flush();
        rig.farSide().down(true);
        Rig.Started started = rig.start(Map.of("batch", "10", "inFlight", "3"));
        await().atMost(SOON).until(started.witness()::hasFailed);
        rig.farSide().down(false);
        await().atMost(SOON).until(() -> rig.farSide().arrivals().size() > 20);
        rig.farSide().down(true);
        rig.load().spread(100, Rig.STREAMS, 7);
        started.witness().hasFailed();
        await().atMost(SOON).until(started.witness()::hasFailed);
        rig.farSide().down(false);
        rig.awaitAll(SOON).checkOnceAndInOrder();
        assertThat(rig.awaitDeadLetters(20)).hasSize(20);
        assertThat(started.witness().faults()).isEmpty();
    }

    @Test
    void anOutageUnderLoadLosesNothingAndPutsNothingAside() {
        int perSecond = 40;
        // Few lanes and many tries of each: if an outage cost attempts, these would be used up soon.
        rig.start(Map.of("retryAttempts", "3", "breakerMost", "50ms"));
        rig.load().steadily(perSecond, Rig.STREAMS, 5);
        await().atMost(SOON).until(() -> rig.farSide().arrivals().size() > perSecond);
        rig.farSide().down(true);
        int until = rig.load().written().size() + perSecond * OUTAGE;
        await().atMost(Duration.ofSeconds(OUTAGE).plus(SOON))
                .until(() -> rig.load().written().size() > until);
        rig.farSide().down(false);
        rig.load().stop();
        Ledger ledger = rig.awaitAll(SOON);
        ledger.checkAllInOrder();
        assertThat(ledger.doubles()).hasSizeLessThanOrEqualTo(underWay());
        assertThat(rig.deadLetters()).isEmpty();
    }

    @Test
    void oneSlowKeyHoldsNoOtherUp() {
        rig.farSide().slow("slow", Duration.ofSeconds(5));
        Written slow = rig.load().good("activity", "slow");
        Rig.Started started = rig.start();
        await().atMost(SOON).until(() -> !started.witness().of(slow).isEmpty());
        // More of its lane comes while it is under way, and would take longer than a busy machine does for all others.
        int lane = 5;
        for (int i = 1; i < lane; i++) {
            rig.load().good("activity", "slow");
        }
        // Each in a lane of its own.
        rig.load().spread(1_000, Rig.STREAMS, 1_000);
        await().atMost(SOON)
                .until(() -> rig.farSide().arrivals().stream()
                                .filter(arrival -> !arrival.key().equals("slow"))
                                .count()
                        >= 1_000);
        assertThat(rig.farSide().arrivals())
                .as("what has arrived of the slow key when all others have")
                .filteredOn(arrival -> arrival.key().equals("slow"))
                .hasSizeLessThan(lane);
        rig.farSide().slow("slow", Duration.ZERO);
        rig.awaitAll(SOON).checkOnceAndInOrder();
    }

    @Test
    void aSecondInstanceTakesOverInTheMiddleOfTheLoad() {
        Rig.Started first = rig.start();
        rig.load().steadily(400, Rig.STREAMS, 60);
        await().atMost(SOON).until(() -> first.witness().seen().size() > 400);
        Rig.Started second = rig.start();
        await().atMost(SOON).until(() -> second.witness().seen().size() > 200);
        first.fanout().close();
        int then = rig.load().written().size();
        await().atMost(SOON).until(() -> rig.load().written().size() > then + 200);
        rig.load().stop();
        Ledger ledger = rig.awaitAll(SOON);
        ledger.checkAllInOrder();
        // Twice something may be taken away while it is under way: when the second comes and when the first one goes.
        assertThat(ledger.doubles()).hasSizeLessThanOrEqualTo(2 * underWay());
    }

    @Test
    void whatIsSentAgainComesToThatSinkAlone() {
        Refusing refusing = new Refusing("refused");
        Rig.Started one = rig.start(Map.of(), refusing::before);
        Rig.Started other = rig.startAnother();
        Written event = rig.load().good("goal", "refused");
        rig.awaitDeadLetters(1);
        refusing.mend();
        rig.load().good("goal", "refused");
        await().atMost(SOON).until(() -> rig.farSide().arrivals().size() == 3);
        rig.redrive();
        await().atMost(SOON).until(() -> rig.farSide().arrivals().size() == 4);
        Arrival arrival = new Arrival(event.key(), event.id());
        assertThat(rig.farSide().arrivals()).filteredOn(arrival::equals).hasSize(2);
        assertThat(one.witness().of(event)).extracting(Delivery::redriven).containsExactly(false, true);
        assertThat(one.witness().of(event))
                .extracting(Delivery::position)
                .hasSize(2)
                .containsOnly(position(event));
        // The other one reads the retry topic too, and knows that this is none of its business.
        await().atMost(SOON).until(() -> other.skipped() > 0);
        assertThat(other.witness().of(event)).extracting(Delivery::redriven).containsExactly(false);
    }

    @ParameterizedTest
    @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void aKilledProcessLosesNothing(Step step) throws Exception {
        rig.load().spread(1_500, Rig.STREAMS, 50);
        rig.load().flush();
        Plan plan = rig.plan().forProcess(step);
        Set<String> called;
        Set<String> finished;
        try (Child killed = Child.start(plan, step, step.time())) {
            killed.awaitReached();
            if (step.isOneCall()) {
                awaitUnfinishedLanes(batch());
            }
            killed.kill();
            called = killed.called();
            finished = rig.finished();
            assertThat(killed.underWay()).as("under way").hasSizeLessThanOrEqualTo(underWay());
        }
        try (Child again = Child.start(plan, Step.NONE, 0)) {
            rig.awaitAll(Duration.ofMinutes(2));
            again.kill();
        }
        rig.ledger().checkAllInOrder();
        List<String> doubles = rig.ledger().doubles();
        assertThat(doubles).doesNotHaveDuplicates().isSubsetOf(called);
        assertThat(doubles).as("twice, though committed as finished").noneMatch(finished::contains);
        if (step.isOneCall()) {
            assertThat(doubles).hasSizeLessThanOrEqualTo(batch());
        }
    }

    @Test
    void aProcessKilledTwiceStillKnowsWhatWasFinished() throws Exception {
        int batch = batch();
        Plan plan = rig.plan().forProcess(Step.DELIVERING);
        rig.load().spread(600, Rig.STREAMS, 50);
        rig.load().flush();
        try (Child killed = Child.start(plan, Step.DELIVERING, 300)) {
            killed.awaitReached();
            awaitUnfinishedLanes(batch);
            killed.kill();
        }
        // Nothing but what was under way is left, so the next one stops at the same place, and commits above it again.
        try (Child killed = Child.start(plan, Step.DELIVERING, 1)) {
            killed.awaitReached();
            rig.load().spread(600, Rig.STREAMS, 50);
            rig.load().flush();
            awaitUnfinishedLanes(batch);
            killed.kill();
        }
        try (Child again = Child.start(plan, Step.NONE, 0)) {
            rig.awaitAll(Duration.ofMinutes(2));
            again.kill();
        }
        // Each time the far side had nothing of what was under way, and the commits knew of all the rest.
        rig.ledger().checkOnceAndInOrder();
    }

    /** Returns when commits say that all is finished but what stands in so many lanes. */
    private void awaitUnfinishedLanes(int most) {
        await().atMost(Duration.ofMinutes(2)).until(() -> {
            Set<String> finished = rig.finished();
            return rig.load().written().stream()
                            .filter(event -> !finished.contains(event.id()))
                            .map(Written::lane)
                            .distinct()
                            .count()
                    <= most;
        });
    }

    private static Position position(Written event) {
        Published at = event.published().join();
        return new Position(at.topic(), at.partition(), at.offset());
    }

    /** Events in a call at most: the far side may say otherwise than the sink's kind. */
    private int batch() {
        String said = rig.farSide().settings().get("batch");
        return said == null ? provider().defaults().batch() : Integer.parseInt(said);
    }

    /** Events that are under way at once at most. */
    private int underWay() {
        return batch() * provider().defaults().inFlight();
    }
}
