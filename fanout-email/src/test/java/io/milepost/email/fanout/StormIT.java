package io.milepost.email.fanout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milepost.email.SendQuota;
import io.milepost.email.address.RecipientId;
import io.milepost.email.fanout.PostmarkStub.Answer;
import io.milepost.fanout.Fanout;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.MemberDescription;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Providers that refuse, run out, are away or hang: everything goes out once in the end, and no group is any the wiser. */
class StormIT {
    private static final Duration LONG = Duration.ofMinutes(3);
    static final Map<String, String> CRITICAL = Map.of(
            "rules.alarm.stream", "activity",
            "rules.alarm.type", "alarm",
            "rules.alarm.to", "data.to",
            "rules.alarm.template", "note",
            "rules.alarm.category", "alarms",
            "categories.alarms.critical", "true");

    @TempDir
    Path directory;

    private static String walkers(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "walker" + i + "@example.com")
                .collect(Collectors.joining(","));
    }

    /** Sends one mail, so that everything has begun; returns who is in which group, and since when. */
    private static Map<String, Collection<MemberDescription>> warmUp(EmailRig rig) {
        rig.note("first", "first", "first@example.com");
        await().atMost(LONG).until(() -> rig.isSettled(false, 1));
        return rig.settledGroups();
    }

    private static void assertAllOnce(EmailRig rig, int count) {
        assertThat(rig.stub.byAddress().values()).containsOnly(1).hasSize(count);
        assertThat(rig.ledger(false).values()).containsOnly("ACCEPTED").hasSize(count);
        assertThat(rig.deadLetters()).isEmpty();
    }

    @Test
    void mostCallsAreRefusedForAWhile() {
        String given = System.getProperty("seed", "");
        long seed = given.isEmpty() ? new Random().nextLong() : Long.parseLong(given);
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        try (EmailRig rig = new EmailRig(directory, Map.of())) {
            rig.start();
            Map<String, Collection<MemberDescription>> before = warmUp(rig);
            rig.stub.behave(mail -> random.nextInt(10) < 8 ? Answer.TOO_FAST : Answer.TAKE);
            rig.note("all", "to all", walkers(500));
            await().atMost(LONG).until(() -> rig.stub.calls() >= 150);
            rig.stub.behave(mail -> Answer.TAKE);
            await().atMost(LONG).until(() -> rig.isSettled(false, 501));
            assertAllOnce(rig, 501);
            assertThat(rig.groups()).isEqualTo(before);
        }
    }

    @Test
    void aProviderThatIsAwayForAWhileMissesNothing() {
        try (EmailRig rig = new EmailRig(directory, Map.of())) {
            rig.start();
            Map<String, Collection<MemberDescription>> before = warmUp(rig);
            rig.stub.behave(mail -> Answer.AWAY);
            rig.note("all", "to all", walkers(200));
            Instant back = Instant.now().plusSeconds(15);
            await().atMost(LONG)
                    .until(() -> rig.stub.calls() > 10 && Instant.now().isAfter(back));
            assertThat(rig.stub.count()).isEqualTo(1);
            rig.stub.behave(mail -> Answer.TAKE);
            await().atMost(LONG).until(() -> rig.isSettled(false, 201));
            assertAllOnce(rig, 201);
            assertThat(rig.groups()).isEqualTo(before);
        }
    }

    @Test
    void aProviderThatHangsIsSpared() {
        int inFlight = 4;
        Map<String, String> settings = Map.of(
                "inFlight", Integer.toString(inFlight), "startWithin", "1s", "variables.CRASH_DEADLINE_MS", "1000");
        try (EmailRig rig = new EmailRig(directory, settings)) {
            rig.start();
            warmUp(rig);
            rig.stub.behave(mail -> Answer.HANG);
            rig.note("all", "to all", walkers(200));
            // Half of the breaker's ten calls open it; with the next it looks whether the provider is well again.
            await().atMost(LONG).until(() -> rig.events("email-unknown").size() >= 8);
            rig.stub.behave(mail -> Answer.TAKE);
            await().atMost(LONG).until(() -> rig.isSettled(false, 201));
            List<String> unknown = rig.events("email-unknown").stream()
                    .map(event -> event.path("recipient").asText())
                    .toList();
            Map<String, Integer> had = rig.stub.byAddress();
            assertThat(had.values()).containsOnly(1);
            // What was taken, but answered too late by a busy machine, is unknown too.
            List<String> hung = Stream.of(walkers(200).split(","))
                    .filter(to -> !had.containsKey(to))
                    .map(to -> RecipientId.of(to).value())
                    .toList();
            System.out.println("of 200 that waited for a provider that hangs, " + hung.size() + " became unknown");
            assertThat(unknown).containsAll(hung);
            assertThat(hung).hasSizeLessThanOrEqualTo(10 + 2 * inFlight);
            assertThat(rig.deadLetters()).isEmpty();
        }
    }

    @Test
    void aDaysQuotaIsNotOverdrawnAndSomeOfItIsKeptForCriticalMail() {
        try (EmailRig rig = new EmailRig(directory, CRITICAL)) {
            rig.quota(() -> new SendQuota(0, 20, 10 + rig.stub.count(), Instant.now()));
            Fanout fanout = rig.start(Map.of("reserve", "10"));
            Map<String, Collection<MemberDescription>> before = warmUp(rig);
            rig.note("all", "to all", walkers(50));
            // Of 20, 10 had gone and 2 are kept.
            await().atMost(LONG).until(() -> rig.stub.count() == 8);
            await().atMost(LONG)
                    .until(() -> fanout.health().detail().contains("takes in a day")
                            || fanout.health().detail().contains("quota"));
            rig.event("alarm", "a1", null, "{\"title\":\"fire\",\"to\":\"ada@example.com\"}");
            await().atMost(LONG).until(() -> rig.isSettled(true, 1));
            assertThat(rig.stub.taken().get(8).subject()).isEqualTo("fire");
            assertThat(rig.stub.count()).isEqualTo(9);
            rig.quota(() -> new SendQuota(0, 1_000, 0, Instant.now()));
            await().atMost(LONG).until(() -> rig.isSettled(false, 51));
            assertThat(rig.stub.byAddress().values()).containsOnly(1).hasSize(52);
            assertThat(rig.deadLetters()).isEmpty();
            assertThat(rig.groups()).isEqualTo(before);
        }
    }
}
